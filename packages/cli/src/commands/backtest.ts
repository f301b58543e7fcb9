import { Backtest } from '../backtest/backtest.js';
import { BacktestTally } from '../backtest/backtest-tally.js';
import type { AddCommand, CommandContext } from '../context.js';
import { readDecisions } from '../decisions/read-decisions.js';
import { EXIT_CODES } from '../exit-code.js';
import { backtestPage } from '../html/backtest-page.js';
import { readLabels } from '../labels/read-labels.js';
import { PolicySelection } from '../policies/policy-selection.js';
import { backtestText } from '../text/backtest-text.js';
import { warnOfContradictions } from '../text/contradicted.js';
import { warnOfOtherPolicies } from '../text/other-policies.js';
import { warnOfUnreadable } from '../text/unreadable.js';
import { jsonOption } from './json-option.js';
import { pageWriter } from './page-writer.js';
import { addReadingOptions, DECISIONS, type ReadingOptions, readOptions } from './reading-options.js';

interface Options extends ReadingOptions {
  readonly policy: string;
  readonly against?: string;
  readonly labels?: string;
  readonly json?: boolean;
  readonly html?: string;
}

/** `backtest`: the effect that another policy would have had. */
export const addBacktestCommand: AddCommand = (program, context) => {
  const command = program
    .command('backtest')
    .summary('evaluate another policy on past decisions')
    .description(
      'Evaluates a policy on past decisions and shows what changes: whom it newly stops and newly lets in, by rule, with ' +
        'examples. With labels, it also says how many of them are fraud. Of a file with { policy, policies }, each ' +
        'decision gets the policy of the same name.',
    )
    .argument('<decisions...>', DECISIONS)
    .requiredOption('--policy <policy.json>', 'the policy to try: a file, or a preset such as strict')
    .option('--against <policy.json>', 'the policy to compare with; without it, what was decided')
    .option(
      '--labels <file>',
      'which decisions are fraud: CSV, JSON or Parquet with decisionId, visitorId or linkedId, label (fraud or good), at, amount',
    )
    .option('--html <file>', 'also write one self-contained page with charts')
    .addOption(jsonOption());
  addReadingOptions(command).action((files: string[], options: Options) => backtest(files, options, context));
};

async function backtest(files: readonly string[], options: Options, context: CommandContext): Promise<void> {
  const { terminal, stdin } = context;
  const writePage = pageWriter(options.html);
  const after = await PolicySelection.read(options.policy, stdin);
  const before =
    options.against === undefined ? undefined : await PolicySelection.read(options.against, stdin);
  const { installExtensions } = options;
  const labels =
    options.labels === undefined ? undefined : await readLabels(options.labels, { installExtensions });
  const topics = labels?.topics;
  const total = new Backtest(before, after, labels);
  const policies = before ? [before, after] : [after];
  const needed = {
    signals: new Set(policies.flatMap((policy) => [...policy.needed.signals])),
    event: policies.some((policy) => policy.needed.event),
  };
  const summary = await readDecisions(files, readOptions(options, needed, context), {
    createTally: () => new BacktestTally(before, after, topics),
    merge: (part) => total.merge(part),
    job: { command: 'backtest', before: before?.configs, after: after.configs, labelled: topics?.ids },
  });
  const result = total.result();
  writePage(() => backtestPage(result, summary));
  if (options.json) terminal.printJson({ ...summary, ...result });
  else terminal.print(backtestText(result, summary, terminal));
  warnOfUnreadable(terminal, summary);
  warnOfOtherPolicies(terminal, options.onlyPolicy, summary);
  const contradictions = result.labelled?.contradicted;
  if (contradictions) warnOfContradictions(terminal, contradictions);
  const isWrongFile = result.records === 0 && result.notJudged.length > 0;
  const isWrongPolicy = summary.otherPolicies !== undefined;
  if (isWrongFile || isWrongPolicy || summary.unreadable.count + (contradictions?.count ?? 0) > 0)
    context.exitWith(EXIT_CODES.found);
}
