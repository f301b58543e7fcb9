import type { AddCommand, CommandContext } from '../context.js';
import { readDecisions } from '../decisions/read-decisions.js';
import { EXIT_CODES } from '../exit-code.js';
import { reportPage } from '../html/report-page.js';
import { ReportTally } from '../report/report-tally.js';
import { warnOfOtherPolicies } from '../text/other-policies.js';
import { reportText } from '../text/report-text.js';
import { warnOfUnreadable } from '../text/unreadable.js';
import { jsonOption } from './json-option.js';
import { pageWriter } from './page-writer.js';
import { addReadingOptions, DECISIONS, type ReadingOptions, readOptions } from './reading-options.js';

interface Options extends ReadingOptions {
  readonly json?: boolean;
  readonly html?: string;
}

/** `report`: counts of past decisions. */
export const addReportCommand: AddCommand = (program, context) => {
  const command = program
    .command('report')
    .summary('count what policies did: by rule, route and day, and what failed open')
    .description(
      'Counts decisions by policy: what was blocked, or would have been in mode enforce, by rule, route and day; undecided ' +
        'rules; what failed open; and the visitors who were challenged or denied most often.',
    )
    .argument('<decisions...>', DECISIONS)
    .option('--html <file>', 'also write one self-contained page with charts')
    .addOption(jsonOption());
  addReadingOptions(command).action((files: string[], options: Options) => report(files, options, context));
};

async function report(files: readonly string[], options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const writePage = pageWriter(options.html);
  const total = new ReportTally();
  const needed = { signals: new Set<string>(), event: false };
  const summary = await readDecisions(files, readOptions(options, needed, context), {
    createTally: () => new ReportTally(),
    merge: (part) => total.merge(part),
    job: { command: 'report' },
  });
  const result = total.result();
  writePage(() => reportPage(result, summary));
  if (options.json) terminal.printJson({ ...summary, ...result });
  else terminal.print(reportText(result, summary, terminal));
  warnOfUnreadable(terminal, summary);
  warnOfOtherPolicies(terminal, options.onlyPolicy, summary);
  if (summary.unreadable.count > 0 || summary.otherPolicies) context.exitWith(EXIT_CODES.found);
}
