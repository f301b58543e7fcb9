import { type DecisionRow, routeOf } from './decision-row.js';

/** The names of the filters, as in a query. */
export const FILTER_NAMES = ['action', 'rule', 'policy', 'route', 'visitorId', 'q'] as const;

/** The decisions to show; an undefined field does not restrict them. */
export type DecisionFilter = { [Name in (typeof FILTER_NAMES)[number]]?: string };

/** Reads the filter from a query; other parameters are ignored. */
export function readFilter(query: URLSearchParams): DecisionFilter {
  const set = FILTER_NAMES.map((name) => [name, query.get(name)?.trim()] as const);
  return Object.fromEntries(set.filter(([, value]) => value));
}

/** Builds the predicate of a filter. */
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

/** True if each word occurs somewhere in the searchable fields of the decision. */
function holdsAll(row: DecisionRow, words: readonly string[]): boolean {
  const { id, action, policy, request, reasons, observed, signals } = row;
  const rules = [...reasons, ...observed].map(({ rule }) => rule);
  const text = [id, action, policy, ...Object.values(request), ...rules, ...Object.values(signals)]
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
