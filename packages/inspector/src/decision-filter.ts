import { type DecisionRow, routeOf } from './decision-row.js';

/** The names of what decisions are filtered by, as they stand in a query. */
export const FILTER_NAMES = ['action', 'rule', 'policy', 'route', 'visitorId', 'q'] as const;

/** Which decisions to show. What is not set does not restrict them. */
export type DecisionFilter = { [Name in (typeof FILTER_NAMES)[number]]?: string };

/** Reads the filter of a query; anything else in it is left alone. */
export function readFilter(query: URLSearchParams): DecisionFilter {
  const set = FILTER_NAMES.map((name) => [name, query.get(name)?.trim()] as const);
  return Object.fromEntries(set.filter(([, value]) => value));
}

/** True of the decisions that a filter lets through. */
export function matchesFilter(filter: DecisionFilter): (row: DecisionRow) => boolean {
  const { action, rule, policy, route, visitorId } = filter;
  const words = filter.q?.toLowerCase().split(/\s+/) ?? [];
  return (row) =>
    (action === undefined || row.action === action) &&
    (policy === undefined || row.policy === policy) &&
    (route === undefined || routeOf(row) === route || row.request.route === route) &&
    (visitorId === undefined || row.signals.visitorId === visitorId) &&
    (rule === undefined || matched(row, rule)) &&
    (words.length === 0 || holdsAll(row, words));
}

function matched({ reasons, observed }: DecisionRow, rule: string): boolean {
  return reasons.some((reason) => reason.rule === rule) || observed.some((reason) => reason.rule === rule);
}

/** True if each word stands somewhere in what names the decision. */
function holdsAll(row: DecisionRow, words: readonly string[]): boolean {
  const { id, action, policy, request, reasons, observed, signals } = row;
  const rules = [...reasons, ...observed].map(({ rule }) => rule);
  const text = [id, action, policy, ...Object.values(request), ...rules, ...Object.values(signals)]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
