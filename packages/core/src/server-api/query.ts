import { FingerprintError } from '../lib/errors.js';
import type { EventFilter, HistoryFilter } from './filter.js';

/** Names and values, in the order in which they are sent; a name may occur several times. */
export type Query = readonly (readonly [name: string, value: string])[];

/** The form in which a generation writes its queries. */
export interface Spelling {
  time: (date: Date) => string;
  /** Names that differ from the filter's in snake case. */
  names?: Readonly<Record<string, string>>;
}

/**
 * Builds a query from a filter in a generation's spelling: names in snake case, an array as a repeated name,
 * `undefined` omitted.
 * @throws FingerprintError `ERR_FP_OPTION` for a value that is not a string, number, boolean or date: omitting it, or
 * sending it as something else, would find events other than the requested ones.
 */
export function toQuery(filter: EventFilter | HistoryFilter, { time, names = {} }: Spelling): Query {
  return Object.entries(filter).flatMap(([key, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
    return values.map((item) => [names[key] ?? snakeCase(key), text(item, key, time)] as const);
  });
}

/** Builds a path with its query, in two parts. */
export function withQuery(path: string, query: Query, more: Query): string {
  if (query.length === 0 && more.length === 0) return path;
  const parameters = new URLSearchParams();
  for (const [name, value] of [...query, ...more]) parameters.append(name, value);
  return `${path}?${parameters}`;
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function text(value: unknown, key: string, time: Spelling['time']): string {
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (value instanceof Date && Number.isFinite(value.getTime())) return time(value);
  throw new FingerprintError(
    'ERR_FP_OPTION',
    `filter.${key}: expected a string, a number, a boolean, a date or an array of them`,
  );
}
