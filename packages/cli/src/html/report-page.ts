import type { ReadSummary } from '../decisions/read-summary.js';
import { ACTIONS, type ActionCounts } from '../judging/actions.js';
import type { PolicyReport } from '../report/policy-tally.js';
import type { DecisionReport } from '../report/report-tally.js';
import { conclusionOf, openingOf } from '../text/report-text.js';
import { count, percent } from '../text/words.js';
import { htmlTable } from './html-table.js';
import { html, type Markup } from './markup.js';
import { type KeyFigure, page, paragraph, section } from './page.js';
import { bar, columns, type Kind, key } from './pictures.js';
import { unreadableSection } from './unreadable-section.js';

const ALLOW: Kind = { name: 'allow', color: 'allow' };
const CHALLENGE: Kind = { name: 'challenge', color: 'challenge' };
const DENY: Kind = { name: 'deny', color: 'deny' };
const OBSERVE: Kind = { name: 'observe', color: 'observe' };

/** A report as a page. */
export function reportPage(report: DecisionReport, summary: ReadSummary): string {
  const all = report.policies;
  const sum = (value: (policy: PolicyReport) => number) =>
    all.reduce((total, policy) => total + value(policy), 0);
  const stopped = sum(({ actions }) => actions.challenge + actions.deny);
  const figures: KeyFigure[] = [
    { value: count(report.decisions), label: 'decisions' },
    { value: percent(stopped, report.decisions), label: 'challenged or denied' },
    { value: count(sum(({ blocked }) => blocked)), label: 'requests blocked' },
    {
      value: count(sum(({ wouldBlock }) => wouldBlock)),
      label: 'would be blocked in mode enforce',
    },
  ];
  return page('What the guard decided', openingOf(report, summary), figures, [
    ...all.map(policySection),
    ...unreadableSection(summary),
  ]);
}

function policySection(policy: PolicyReport): Markup {
  const { decisions, rules, routes, days, failedOpen, visitors, shadows } = policy;
  const mostMatches = Math.max(1, ...rules.map(({ deny, challenge, observe }) => deny + challenge + observe));
  const parts: Markup[] = [
    paragraph(conclusionOf(policy)),
    columns(
      'Challenged and denied by day (UTC)',
      [CHALLENGE, DENY],
      days.map(({ day, challenge, deny }) => ({
        label: day,
        parts: [
          { value: deny, kind: DENY },
          { value: challenge, kind: CHALLENGE },
        ],
      })),
      true,
    ),
    html`<h3>By rule</h3>`,
    key('Matches', [DENY, CHALLENGE, OBSERVE]),
    htmlTable(rules, [
      { title: 'rule', value: ({ rule }) => rule, kind: 'name' },
      {
        title: '',
        value: ({ deny, challenge, observe }) =>
          bar(
            [
              { value: deny, kind: DENY },
              { value: challenge, kind: CHALLENGE },
              { value: observe, kind: OBSERVE },
            ],
            mostMatches,
          ),
        kind: 'picture',
      },
      { title: 'deny', value: ({ deny }) => count(deny), kind: 'number' },
      { title: 'challenge', value: ({ challenge }) => count(challenge), kind: 'number' },
      { title: 'observe', value: ({ observe }) => count(observe), kind: 'number' },
      { title: 'unknown', value: ({ unknown }) => percent(unknown, decisions), kind: 'number' },
    ]),
    html`<h3>By route</h3>`,
    actionsTable(routes, 'route', ({ route }) => route),
    html`<h3>By day (UTC)</h3>`,
    actionsTable(days, 'day', ({ day }) => day),
  ];
  if (failedOpen.length > 0) {
    parts.push(
      html`<h3>Failed open</h3>`,
      htmlTable(failedOpen, [
        { title: 'cause', value: ({ cause }) => cause, kind: 'name' },
        { title: 'decisions', value: (row) => count(row.decisions), kind: 'number' },
      ]),
    );
  }
  if (visitors.top.length > 0) {
    parts.push(
      html`<h3>Visitors challenged or denied most often${visitors.isExact ? '' : ' (at least)'}</h3>`,
      htmlTable(visitors.top, [
        { title: 'visitor', value: ({ visitorId }) => visitorId, kind: 'name' },
        { title: 'decisions', value: (row) => count(row.decisions), kind: 'number' },
      ]),
    );
  }
  for (const shadow of shadows) {
    parts.push(
      html`<h3>What the shadow policy ${shadow.policy} would have done</h3>`,
      htmlTable(ACTIONS, [
        { title: 'decided', value: (was) => was, kind: 'name' },
        ...ACTIONS.map((is) => ({
          title: is,
          value: (was: (typeof ACTIONS)[number]) => count(shadow.actions[was][is]),
          kind: 'number' as const,
        })),
      ]),
    );
  }
  return section(`Policy ${policy.policy}`, ...parts);
}

function actionsTable<Row extends ActionCounts>(
  rows: readonly Row[],
  title: string,
  nameOf: (row: Row) => string,
): Markup {
  const total = ({ allow, challenge, deny }: Row) => allow + challenge + deny;
  const most = Math.max(1, ...rows.map(total));
  return htmlTable(rows, [
    { title, value: nameOf, kind: 'name' },
    {
      title: '',
      value: ({ allow, challenge, deny }) =>
        bar(
          [
            { value: deny, kind: DENY },
            { value: challenge, kind: CHALLENGE },
            { value: allow, kind: ALLOW },
          ],
          most,
        ),
      kind: 'picture',
    },
    { title: 'allow', value: ({ allow }) => count(allow), kind: 'number' },
    { title: 'challenge', value: ({ challenge }) => count(challenge), kind: 'number' },
    { title: 'deny', value: ({ deny }) => count(deny), kind: 'number' },
    { title: 'not allowed', value: (row) => percent(row.challenge + row.deny, total(row)), kind: 'number' },
  ]);
}
