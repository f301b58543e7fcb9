import type { ReadSummary } from '../decisions/read-summary.js';
import type { ActionCounts } from '../judging/actions.js';
import type { PolicyReport } from '../report/policy-tally.js';
import type { DecisionReport } from '../report/report-tally.js';
import type { Terminal } from '../terminal/terminal.js';
import { table } from './table.js';
import { count, counted, moment, percent, printable } from './words.js';

const MAX_ROWS = 20;

/** A report for a terminal. */
export function reportText(report: DecisionReport, summary: ReadSummary, terminal: Terminal): string {
  return [openingOf(report, summary), ...report.policies.map((policy) => policyText(policy, terminal))].join(
    '\n\n',
  );
}

/** The number of records and decisions, and their period. */
export function openingOf(
  { decisions, records, from, to }: DecisionReport,
  { files, leftOut }: ReadSummary,
): string {
  const span = from === undefined || to === undefined ? '' : ` from ${moment(from)} to ${moment(to)} UTC`;
  const sampled = decisions === records ? '' : `, estimated from ${counted(records, 'record')}`;
  const left = leftOut === 0 ? '' : `; ${counted(leftOut, 'record')} left out by the options`;
  return `${counted(decisions, 'decision')}${span}, in ${counted(files, 'file')}${sampled}${left}`;
}

/** The effect of a policy in one sentence: the conclusion of a week in monitor mode. */
export function conclusionOf({ modes, blocked, wouldBlock, attached, decisions }: PolicyReport): string {
  const required = decisions - attached;
  const sentences = [];
  if (modes.includes('enforce'))
    sentences.push(
      `${counted(blocked, 'request')} (${percent(blocked, required)}) ${blocked === 1 ? 'was' : 'were'} blocked.`,
    );
  if (modes.includes('monitor'))
    sentences.push(
      `Mode monitor blocks nothing; mode enforce would have blocked ${counted(wouldBlock, 'request')} (${percent(wouldBlock, required)}).`,
    );
  if (attached > 0) sentences.push(`No route required ${counted(attached, 'decision')}.`);
  return sentences.join(' ');
}

function policyText(policy: PolicyReport, terminal: Terminal): string {
  const { decisions, actions, rules, routes, days, failedOpen, visitors, shadows } = policy;
  const heading = (text: string) => `\n${terminal.paint('bold', text)}`;
  const lines = [
    terminal.paint('bold', `Policy ${printable(policy.policy)}`),
    `${counted(decisions, 'decision')}: ${count(actions.allow)} allow, ${count(actions.challenge)} challenge, ${count(actions.deny)} deny. ${conclusionOf(policy)}`,
    heading('By rule'),
    table(
      rules,
      [
        { title: 'rule', value: ({ rule }) => rule },
        { title: 'deny', value: ({ deny }) => count(deny), isNumber: true },
        { title: 'challenge', value: ({ challenge }) => count(challenge), isNumber: true },
        { title: 'observe', value: ({ observe }) => count(observe), isNumber: true },
        { title: 'unknown', value: ({ unknown }) => percent(unknown, decisions), isNumber: true },
      ],
      MAX_ROWS,
    ),
    heading('By route'),
    actionsTable(routes, 'route', ({ route }) => route),
    heading('By day (UTC)'),
    actionsTable(days, 'day', ({ day }) => day),
  ];
  if (failedOpen.length > 0) {
    const [cause, number] = [
      { title: 'cause', value: (row: { cause: string }) => row.cause },
      { title: 'decisions', value: (row: { decisions: number }) => count(row.decisions), isNumber: true },
    ] as const;
    lines.push(heading('Failed open'), table(failedOpen, [cause, number], MAX_ROWS));
  }
  if (visitors.top.length > 0) {
    lines.push(
      heading(`Visitors challenged or denied most often${visitors.isExact ? '' : ' (at least)'}`),
      table(
        visitors.top,
        [
          { title: 'visitor', value: ({ visitorId }) => visitorId },
          { title: 'decisions', value: (row) => count(row.decisions), isNumber: true },
        ],
        MAX_ROWS,
      ),
    );
  }
  for (const shadow of shadows) {
    const rows = Object.entries(shadow.actions).map(([was, is]) => ({ was, ...is }));
    lines.push(
      heading(`What the shadow policy ${printable(shadow.policy)} would have done`),
      table(
        rows,
        [
          { title: 'decided', value: ({ was }) => was },
          { title: 'allow', value: ({ allow }) => count(allow), isNumber: true },
          { title: 'challenge', value: ({ challenge }) => count(challenge), isNumber: true },
          { title: 'deny', value: ({ deny }) => count(deny), isNumber: true },
        ],
        MAX_ROWS,
      ),
    );
  }
  return lines.join('\n');
}

function actionsTable<Row extends ActionCounts>(
  rows: readonly Row[],
  title: string,
  nameOf: (row: Row) => string,
): string {
  return table(
    rows,
    [
      { title, value: nameOf },
      { title: 'allow', value: ({ allow }) => count(allow), isNumber: true },
      { title: 'challenge', value: ({ challenge }) => count(challenge), isNumber: true },
      { title: 'deny', value: ({ deny }) => count(deny), isNumber: true },
      {
        title: 'not allowed',
        value: ({ allow, challenge, deny }) => percent(challenge + deny, allow + challenge + deny),
        isNumber: true,
      },
    ],
    MAX_ROWS,
  );
}
