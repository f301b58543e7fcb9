import type { Action, ActiveLevel } from '@fingerprint-guard/core';
import { type DecisionRow, routeOf } from './decision-row.js';

/** The number of decisions for each action. */
export type ActionCounts = Record<Action, number>;

/** The number of matches of a rule at each level, and of the times it could not be judged. */
type RuleCounts = Record<ActiveLevel | 'unknown', number>;

/** The decisions of one time span. */
interface TimeCounts extends ActionCounts {
  /** The start of the span; ms since 1970. */
  at: number;
}

/** Counts of decisions. Lists begin with the most frequent. */
export interface DecisionCounts {
  total: number;
  actions: ActionCounts;
  blocked: number;
  failedOpen: number;
  rules: (RuleCounts & { rule: string })[];
  policies: (ActionCounts & { policy: string })[];
  routes: (ActionCounts & { route: string })[];
  /** Spans of equal length, the oldest first, without gaps. */
  times: { stepMs: number; spans: TimeCounts[] };
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The possible lengths of a span; the shortest one that needs at most `MAX_SPANS` is used. */
const STEPS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS];

const MAX_SPANS = 60;

/** The minimum number of spans, for a readable chart. */
const MIN_SPANS = 24;

/** Counts decisions by action, rule, policy, route and time. */
export function countDecisions(rows: Iterable<DecisionRow>): DecisionCounts {
  const actions = noActions();
  const rules = new Map<string, RuleCounts>();
  const policies = new Map<string, ActionCounts>();
  const routes = new Map<string, ActionCounts>();
  const times: { at: number; action: Action }[] = [];
  let [total, blocked, failedOpen] = [0, 0, 0];
  for (const row of rows) {
    total++;
    if (row.blocked) blocked++;
    if (row.failedOpen) failedOpen++;
    actions[row.action]++;
    entry(policies, row.policy, noActions)[row.action]++;
    entry(routes, routeOf(row), noActions)[row.action]++;
    for (const { rule, level } of row.reasons) entry(rules, rule, noLevels)[level]++;
    for (const { rule, level } of row.observed) entry(rules, rule, noLevels)[level]++;
    for (const rule of row.unknown) entry(rules, rule, noLevels).unknown++;
    times.push(row);
  }
  return {
    total,
    actions,
    blocked,
    failedOpen,
    rules: sorted(rules, ({ deny, challenge, observe }) => deny + challenge + observe, 'rule'),
    policies: sorted(policies, sumOf, 'policy'),
    routes: sorted(routes, sumOf, 'route'),
    times: countTimes(times),
  };
}

function countTimes(rows: readonly { at: number; action: Action }[]): DecisionCounts['times'] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { at } of rows) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  if (rows.length === 0) return { stepMs: MINUTE_MS, spans: [] };
  const fitting = STEPS_MS.find((step) => spanOf(last, step) - spanOf(first, step) < MAX_SPANS);
  const stepMs = fitting ?? Math.ceil((last - first) / MAX_SPANS / HOUR_MS) * HOUR_MS;
  const end = spanOf(last, stepMs);
  const start = Math.min(spanOf(first, stepMs), end - MIN_SPANS + 1);
  const spans = Array.from({ length: end - start + 1 }, (_, index) => ({
    at: (start + index) * stepMs,
    ...noActions(),
  }));
  for (const { at, action } of rows) {
    const span = spans[spanOf(at, stepMs) - start];
    if (span) span[action]++;
  }
  return { stepMs, spans };
}

const spanOf = (at: number, stepMs: number): number => Math.floor(at / stepMs);

const noActions = (): ActionCounts => ({ allow: 0, challenge: 0, deny: 0 });
const noLevels = (): RuleCounts => ({ observe: 0, challenge: 0, deny: 0, unknown: 0 });
const sumOf = ({ allow, challenge, deny }: ActionCounts): number => allow + challenge + deny;

function entry<Counts>(map: Map<string, Counts>, name: string, create: () => Counts): Counts {
  const counts = map.get(name) ?? create();
  map.set(name, counts);
  return counts;
}

function sorted<Counts, Name extends string>(
  map: ReadonlyMap<string, Counts>,
  weigh: (counts: Counts) => number,
  name: Name,
): (Counts & { [name in Name]: string })[] {
  return [...map]
    .sort(([one, a], [other, b]) => weigh(b) - weigh(a) || (one < other ? -1 : 1))
    .map(([key, counts]) => ({ [name]: key, ...counts }) as Counts & { [name in Name]: string });
}
