import type { BacktestResult, RuleChange, StoppedCounts } from '../backtest/backtest-tally.js';
import type { LabelledResult, RuleScore } from '../backtest/labelled-tally.js';
import type { Score } from '../backtest/score.js';
import type { ReadSummary } from '../decisions/read-summary.js';
import { ACTIONS } from '../judging/actions.js';
import type { Terminal } from '../terminal/terminal.js';
import { table } from './table.js';
import { count, counted, moment, percent, printable } from './words.js';

const MAX_ROWS = 20;

/** The outcome of a backtest for a terminal. */
export function backtestText(result: BacktestResult, summary: ReadSummary, terminal: Terminal): string {
  const heading = (text: string) => `\n${terminal.paint('bold', text)}`;
  const { actions, rules, routes, days, cannotSay, labelled } = result;
  if (result.records === 0) return summaryOf(result, summary).join('\n');
  const lines = [
    ...summaryOf(result, summary),
    heading('Before and after'),
    table(
      ACTIONS,
      [
        { title: 'before', value: (action) => action },
        ...ACTIONS.map((after) => ({
          title: after,
          value: (before: (typeof ACTIONS)[number]) => count(actions[before][after]),
          isNumber: true,
        })),
      ],
      MAX_ROWS,
    ),
    heading('By rule'),
    table(
      rules,
      [
        { title: 'rule', value: ({ rule }) => rule },
        { title: 'before', value: ({ before }) => count(before), isNumber: true },
        { title: 'after', value: ({ after }) => count(after), isNumber: true },
        { title: 'newly stopped', value: ({ newlyStopped }) => count(newlyStopped), isNumber: true },
        { title: 'newly let in', value: ({ newlyAllowed }) => count(newlyAllowed), isNumber: true },
      ],
      MAX_ROWS,
    ),
    ...examplesOf(rules),
    heading('By route: challenged or denied'),
    stoppedTable(routes, 'route', ({ route }) => route),
    heading('By day (UTC): challenged or denied'),
    stoppedTable(days, 'day', ({ day }) => day),
  ];
  if (labelled) lines.push(...labelledText(labelled, heading));
  if (cannotSay.rules.length > 0) {
    lines.push(
      heading('What the log cannot say'),
      `${counted(cannotSay.decisions, 'decision')} (${percent(cannotSay.decisions, result.decisions)}) might turn out differently: their records lack signals that these rules read.`,
      table(
        cannotSay.rules,
        [
          { title: 'rule', value: ({ rule }) => rule },
          { title: 'not in the log', value: ({ decisions }) => count(decisions), isNumber: true },
        ],
        MAX_ROWS,
      ),
    );
  }
  return lines.join('\n');
}

/** The outcome in sentences, the most important one first. */
export function summaryOf(result: BacktestResult, { files, leftOut }: ReadSummary): string[] {
  const { before, after, decisions, records, actions, blocked, notJudged, policies } = result;
  const stopped = actions.allow.challenge + actions.allow.deny;
  const letIn = actions.challenge.allow + actions.deny.allow;
  const sampled = decisions === records ? '' : `, estimated from ${counted(records, 'record')}`;
  const compared = `${printable(after)} compared with ${printable(before)}`;
  const changes = [
    `${compared}, on ${counted(decisions, 'decision')}${sampled}:`,
    `${count(stopped)} (${percent(stopped, decisions)}) newly challenged or denied, ${count(letIn)} (${percent(letIn, decisions)}) newly allowed; ` +
      `${count(blocked.before)} requests blocked before, ${count(blocked.after)} after.`,
  ];
  const lines =
    records === 0 ? [`${compared}: no decisions to evaluate, in ${counted(files, 'file')}.`] : changes;
  if (policies.length > 1)
    lines.push(
      `The decisions are those of ${policies.length} policies: ${policies.map(printable).join(', ')}.`,
    );
  for (const { policy, records: left } of notJudged)
    lines.push(
      `Not evaluated: ${counted(left, 'record')} of the policy ${printable(policy)}, which the file does not have.`,
    );
  if (leftOut > 0) lines.push(`Left out by the options: ${counted(leftOut, 'record')}.`);
  return lines;
}

function examplesOf(rules: readonly RuleChange[]): string[] {
  return rules
    .filter(({ examples }) => examples.length > 0)
    .slice(0, MAX_ROWS)
    .flatMap(({ rule, examples }) => [
      `\n  ${printable(rule)}, for example`,
      ...examples.map(
        ({ id, at, route, before, after, message }) =>
          `    ${printable(id)}  ${moment(at)}  ${printable(route)}  ${before} → ${after}: ${printable(message)}`,
      ),
    ]);
}

function stoppedTable<Row extends StoppedCounts>(
  rows: readonly Row[],
  title: string,
  nameOf: (row: Row) => string,
): string {
  return table(
    rows,
    [
      { title, value: nameOf },
      { title: 'decisions', value: ({ total }) => count(total), isNumber: true },
      { title: 'before', value: ({ before }) => count(before), isNumber: true },
      { title: '', value: ({ before, total }) => percent(before, total), isNumber: true },
      { title: 'after', value: ({ after }) => count(after), isNumber: true },
      { title: '', value: ({ after, total }) => percent(after, total), isNumber: true },
    ],
    MAX_ROWS,
  );
}

function labelledText(labelled: LabelledResult, heading: (text: string) => string): string[] {
  const { before, after, rules, money } = labelled;
  const rows = [
    { rule: 'before, challenged or denied', score: before },
    { rule: 'after, challenged or denied', score: after },
    ...rules.map((row) => ({ rule: row.rule, score: scoreOf(row) })),
  ];
  const lines = [
    heading('Against the labels'),
    labelledSentence(labelled),
    table(
      rows,
      [
        { title: 'rule', value: ({ rule }) => rule },
        { title: 'fraud hit', value: ({ score }) => count(score.fraudHit), isNumber: true },
        { title: 'good hit', value: ({ score }) => count(score.goodHit), isNumber: true },
        { title: 'precision', value: ({ score }) => shareOf(score.precision), isNumber: true },
        { title: 'recall', value: ({ score }) => shareOf(score.recall), isNumber: true },
        { title: 'honest people hit', value: ({ score }) => count(score.honestPeople), isNumber: true },
      ],
      MAX_ROWS,
    ),
  ];
  if (money) {
    lines.push(
      heading('Amounts'),
      table(
        [
          { what: 'fraud', ...money.fraud },
          { what: 'good', ...money.good },
        ],
        [
          { title: '', value: ({ what }) => what },
          { title: 'in all', value: ({ total }) => amount(total), isNumber: true },
          { title: 'stopped before', value: ({ stoppedBefore }) => amount(stoppedBefore), isNumber: true },
          { title: 'stopped after', value: ({ stoppedAfter }) => amount(stoppedAfter), isNumber: true },
        ],
        MAX_ROWS,
      ),
    );
  }
  return lines;
}

/** The number of labels, in sentences. */
export function labelledSentence({ labels, unmatched, contradicted, decisions }: LabelledResult): string {
  const sentences = [
    `${counted(labels, 'label')}: ${counted(decisions.fraud, 'fraudulent decision')}, ${counted(decisions.good, 'good one')}.`,
  ];
  if (contradicted.count > 0)
    sentences.push(
      `Labels contradict each other on ${counted(contradicted.decisions, 'decision')}, counted as fraud.`,
    );
  if (unmatched > 0)
    sentences.push(
      `${counted(unmatched, 'label')} ${unmatched === 1 ? 'belongs' : 'belong'} to no decision in the log.`,
    );
  return sentences.join(' ');
}

/** The score of a rule in the new policy, else in the old one. */
export const scoreOf = ({ before, after }: RuleScore): Score => (after ?? before) as Score;

export const shareOf = (share: number | undefined): string => (share === undefined ? '–' : percent(share, 1));

/** A sum, in the unit of the file. */
export const amount = (sum: number): string =>
  sum.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
