import type { StoredEvent } from '../event-store.js';
import type { Filters, Predicate } from './filter.js';
import { InvalidParameter, refuseUnknown, single } from './parameters.js';

const DEFAULT_RANGE_MS = 7 * 86_400_000;

/** The end of a page: after an event, or without a sequence after all events of that time. */
export interface Position {
  readonly at: number;
  readonly sequence?: number;
}

/** The search of one generation. */
export interface SearchWords {
  readonly filters: Filters;
  /** Parameters that are neither filters nor part of every search. */
  readonly others: readonly string[];
  /** Reads `start` and `end`; `undefined` for an invalid time. */
  readonly timeOf: (text: string) => number | undefined;
  /** Reads a pagination key; `undefined` for an invalid one. */
  readonly positionIn: (key: string) => Position | undefined;
}

/** One page of a search. */
export interface SearchPage {
  readonly events: readonly StoredEvent[];
  /** The last event of this page and the first of the next, if there is a next. */
  readonly boundary: readonly [last: StoredEvent, next: StoredEvent] | undefined;
  /** The number of matching events, on all pages. */
  readonly hits: number;
}

/**
 * Searches events, given newest first: by default, of the last seven days.
 * @throws InvalidParameter for an invalid query, and for an unknown parameter.
 */
export function search(
  newestFirst: readonly StoredEvent[],
  query: URLSearchParams,
  { limit, now, words }: { readonly limit: number; readonly now: number; readonly words: SearchWords },
): SearchPage {
  const common = ['limit', 'pagination_key', 'start', 'end', 'reverse'];
  refuseUnknown(query, [...common, ...words.others, ...Object.keys(words.filters)]);
  const start = time(query, 'start', words) ?? now - DEFAULT_RANGE_MS;
  const end = time(query, 'end', words) ?? now;
  const predicates = predicatesOf(query, words.filters);
  const reverse = readReverse(query);
  const matching = newestFirst.filter(
    ({ at, event }) => at >= start && at <= end && predicates.every((matches) => matches(event)),
  );
  const ordered = reverse ? matching.reverse() : matching;
  const from = beginning(ordered, query, words, reverse);
  const events = ordered.slice(from, from + limit);
  const [last, next] = [events.at(-1), ordered[from + limit]];
  return { events, boundary: last && next && [last, next], hits: ordered.length };
}

function time(query: URLSearchParams, name: string, { timeOf }: SearchWords): number | undefined {
  const text = single(query, name);
  if (text === undefined) return undefined;
  const at = timeOf(text);
  if (at === undefined) throw new InvalidParameter(`invalid ${name} time`);
  return at;
}

function readReverse(query: URLSearchParams): boolean {
  const text = single(query, 'reverse') ?? 'false';
  if (text !== 'true' && text !== 'false') throw new InvalidParameter('invalid reverse param');
  return text === 'true';
}

function predicatesOf(query: URLSearchParams, filters: Filters): Predicate[] {
  return Object.entries(filters).flatMap(([name, filter]) => {
    if (!query.has(name)) return [];
    const values = filter.many ? query.getAll(name) : [single(query, name) ?? ''];
    const wanted = values.map((value) => {
      const predicate = filter.looksFor(value);
      if (!predicate) throw new InvalidParameter(filter.invalid(name));
      return predicate;
    });
    return [(event) => wanted.some((matches) => matches(event))];
  });
}

function beginning(
  ordered: readonly StoredEvent[],
  query: URLSearchParams,
  { positionIn }: SearchWords,
  reverse: boolean,
): number {
  const key = single(query, 'pagination_key');
  if (key === undefined) return 0;
  const position = positionIn(key);
  if (!position) throw new InvalidParameter('invalid pagination key');
  const index = ordered.findIndex((event) => {
    const { at, sequence = event.sequence } = position;
    const difference = event.at - at || event.sequence - sequence;
    return reverse ? difference > 0 : difference < 0;
  });
  return index < 0 ? ordered.length : index;
}
