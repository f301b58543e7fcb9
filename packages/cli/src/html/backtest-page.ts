import type { BacktestResult, RuleChange, StoppedCounts } from '../backtest/backtest-tally.js';
import type { LabelledResult } from '../backtest/labelled-tally.js';
import type { ReadSummary } from '../decisions/read-summary.js';
import { ACTIONS } from '../judging/actions.js';
import { amount, labelledSentence, scoreOf, shareOf, summaryOf } from '../text/backtest-text.js';
import { count, counted, moment, percent } from '../text/words.js';
import { htmlTable } from './html-table.js';
import { html, type Markup } from './markup.js';
import { type KeyFigure, page, paragraph, section } from './page.js';
import { bar, bars, columns, type Kind, key } from './pictures.js';
import { unreadableSection } from './unreadable-section.js';

const BEFORE: Kind = { name: 'before', color: 'before' };
const AFTER: Kind = { name: 'after', color: 'after' };
const STOPPED: Kind = { name: 'newly stopped', color: 'deny' };
const LET_IN: Kind = { name: 'newly let in', color: 'allow' };
const FRAUD: Kind = { name: 'fraud', color: 'deny' };
const GOOD: Kind = { name: 'good', color: 'allow' };
const PRECISION: Kind = { name: 'precision', color: 'after' };
const RECALL: Kind = { name: 'recall', color: 'before' };

/** The outcome of a backtest as a page. */
export function backtestPage(result: BacktestResult, summary: ReadSummary): string {
  const { actions, decisions, labelled } = result;
  const [, ...sentences] = summaryOf(result, summary);
  const figures: KeyFigure[] = [
    { value: count(decisions), label: 'decisions evaluated' },
    { value: count(actions.allow.challenge + actions.allow.deny), label: 'newly challenged or denied' },
    { value: count(actions.challenge.allow + actions.deny.allow), label: 'newly allowed' },
    { value: count(result.cannotSay.decisions), label: 'the log cannot say for sure' },
  ];
  if (labelled) {
    figures.push(
      {
        value: `${shareOf(labelled.before.recall)} → ${shareOf(labelled.after.recall)}`,
        label: 'of the known fraud stopped',
      },
      {
        value: `${count(labelled.before.honestPeople)} → ${count(labelled.after.honestPeople)}`,
        label: 'honest people hit',
      },
    );
  }
  return page(`${result.after} compared with ${result.before}`, sentences.join(' '), figures, [
    matrixSection(result),
    ...(labelled ? [labelledSection(labelled)] : []),
    rulesSection(result.rules),
    daysSection(result),
    routesSection(result),
    ...cannotSaySection(result),
    ...unreadableSection(summary),
  ]);
}

function matrixSection({ actions }: BacktestResult): Markup {
  return section(
    'Before and after',
    htmlTable(ACTIONS, [
      { title: 'before', value: (before) => before, kind: 'name' },
      ...ACTIONS.map((after) => ({
        title: `${after} after`,
        value: (before: (typeof ACTIONS)[number]) => count(actions[before][after]),
        kind: 'number' as const,
      })),
    ]),
  );
}

function labelledSection(labelled: LabelledResult): Markup {
  const { before, after, rules, money } = labelled;
  const rows = [
    { rule: 'before, challenged or denied', score: before },
    { rule: 'after, challenged or denied', score: after },
    ...rules.map((row) => ({ rule: row.rule, score: scoreOf(row) })),
  ];
  const most = Math.max(1, ...rows.map(({ score }) => score.fraudHit + score.goodHit));
  const parts = [
    paragraph(labelledSentence(labelled)),
    key('Labelled decisions that a rule hits; precision and recall', [FRAUD, GOOD, PRECISION, RECALL]),
    htmlTable(rows, [
      { title: 'rule', value: ({ rule }) => rule, kind: 'name' },
      {
        title: 'hits',
        value: ({ score }) =>
          bar(
            [
              { value: score.fraudHit, kind: FRAUD },
              { value: score.goodHit, kind: GOOD },
            ],
            most,
          ),
        kind: 'picture',
      },
      {
        title: 'precision, recall',
        value: ({ score }) =>
          bars(
            [
              { value: score.precision ?? 0, kind: PRECISION },
              { value: score.recall ?? 0, kind: RECALL },
            ],
            1,
          ),
        kind: 'picture',
      },
      { title: 'fraud hit', value: ({ score }) => count(score.fraudHit), kind: 'number' },
      { title: 'good hit', value: ({ score }) => count(score.goodHit), kind: 'number' },
      { title: 'precision', value: ({ score }) => shareOf(score.precision), kind: 'number' },
      { title: 'recall', value: ({ score }) => shareOf(score.recall), kind: 'number' },
      { title: 'honest people', value: ({ score }) => count(score.honestPeople), kind: 'number' },
    ]),
  ];
  if (money) {
    const sums = [
      { what: 'fraud', ...money.fraud },
      { what: 'good', ...money.good },
    ];
    parts.push(
      html`<h3>Amounts</h3>`,
      htmlTable(sums, [
        { title: '', value: ({ what }) => what, kind: 'name' },
        {
          title: 'stopped',
          value: ({ total, stoppedBefore, stoppedAfter }) =>
            bars(
              [
                { value: stoppedBefore, kind: BEFORE },
                { value: stoppedAfter, kind: AFTER },
              ],
              total,
            ),
          kind: 'picture',
        },
        { title: 'in all', value: ({ total }) => amount(total), kind: 'number' },
        { title: 'stopped before', value: ({ stoppedBefore }) => amount(stoppedBefore), kind: 'number' },
        { title: 'stopped after', value: ({ stoppedAfter }) => amount(stoppedAfter), kind: 'number' },
      ]),
    );
  }
  return section('Against the labels', ...parts);
}

function rulesSection(rules: readonly RuleChange[]): Markup {
  const most = Math.max(1, ...rules.map(({ newlyStopped, newlyAllowed }) => newlyStopped + newlyAllowed));
  const examples = rules
    .filter((rule) => rule.examples.length > 0)
    .map(
      ({ rule, examples }) => html`<h3>${rule}, for example</h3>
<ul>${examples.map(
        ({ id, at, route, before, after, message }) =>
          html`<li><code>${id}</code> ${moment(at)}, ${route}, ${before} → ${after}: ${message}</li>`,
      )}</ul>`,
    );
  return section(
    'By rule',
    key('Decisions that a rule changes', [STOPPED, LET_IN]),
    htmlTable(rules, [
      { title: 'rule', value: ({ rule }) => rule, kind: 'name' },
      {
        title: '',
        value: ({ newlyStopped, newlyAllowed }) =>
          bar(
            [
              { value: newlyStopped, kind: STOPPED },
              { value: newlyAllowed, kind: LET_IN },
            ],
            most,
          ),
        kind: 'picture',
      },
      { title: 'before', value: ({ before }) => count(before), kind: 'number' },
      { title: 'after', value: ({ after }) => count(after), kind: 'number' },
      { title: 'newly stopped', value: ({ newlyStopped }) => count(newlyStopped), kind: 'number' },
      { title: 'newly let in', value: ({ newlyAllowed }) => count(newlyAllowed), kind: 'number' },
    ]),
    ...examples,
  );
}

function stoppedTable<Row extends StoppedCounts>(
  rows: readonly Row[],
  title: string,
  nameOf: (row: Row) => string,
): Markup {
  const most = Math.max(1, ...rows.flatMap(({ before, after }) => [before, after]));
  return htmlTable(rows, [
    { title, value: nameOf, kind: 'name' },
    {
      title: '',
      value: ({ before, after }) =>
        bars(
          [
            { value: before, kind: BEFORE },
            { value: after, kind: AFTER },
          ],
          most,
        ),
      kind: 'picture',
    },
    { title: 'decisions', value: ({ total }) => count(total), kind: 'number' },
    {
      title: 'before',
      value: ({ before, total }) => `${count(before)} (${percent(before, total)})`,
      kind: 'number',
    },
    {
      title: 'after',
      value: ({ after, total }) => `${count(after)} (${percent(after, total)})`,
      kind: 'number',
    },
  ]);
}

function daysSection({ days }: BacktestResult): Markup {
  const picture = columns(
    'Challenged or denied by day (UTC)',
    [BEFORE, AFTER],
    days.map(({ day, before, after }) => ({
      label: day,
      parts: [
        { value: before, kind: BEFORE },
        { value: after, kind: AFTER },
      ],
    })),
    false,
  );
  return section(
    'By day',
    picture,
    stoppedTable(days, 'day', ({ day }) => day),
  );
}

const routesSection = ({ routes }: BacktestResult): Markup =>
  section(
    'By route',
    key('Challenged or denied', [BEFORE, AFTER]),
    stoppedTable(routes, 'route', ({ route }) => route),
  );

function cannotSaySection({ cannotSay, decisions }: BacktestResult): Markup[] {
  if (cannotSay.rules.length === 0) return [];
  return [
    section(
      'What the log cannot say',
      paragraph(
        `${counted(cannotSay.decisions, 'decision')} (${percent(cannotSay.decisions, decisions)}) might turn out differently: their records lack signals that these rules read.`,
      ),
      htmlTable(cannotSay.rules, [
        { title: 'rule', value: ({ rule }) => rule, kind: 'name' },
        { title: 'not in the log', value: (row) => count(row.decisions), kind: 'number' },
      ]),
    ),
  ];
}
