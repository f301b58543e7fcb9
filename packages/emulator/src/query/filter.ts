import { isObject, type Json, type JsonObject } from '../json.js';

/** True if a search looks for an event, in its v4 form. */
export type Predicate = (event: JsonObject) => boolean;

/** One query parameter that narrows a search. */
export interface Filter {
  /** True if it can be given several times, to look for any of the values. */
  readonly many?: boolean;
  /** The API's message about an invalid value. */
  readonly invalid: (name: string) => string;
  /** Builds the predicate for one value; `undefined` if the value is invalid. */
  readonly looksFor: (value: string) => Predicate | undefined;
}

/** The filters of a search, by parameter. */
export type Filters = Readonly<Record<string, Filter>>;

const invalidParameter = (name: string) => `invalid ${name} param`;

/** Reads a value inside an event, by its names from the outside in. */
export function valueAt(event: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = event;
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined;
  return value;
}

/** Builds a filter that accepts any value, which is then compared with a field. */
export const text = (path: string): Filter => ({
  invalid: invalidParameter,
  looksFor: (value) => (event) => valueAt(event, path) === value,
});

/** Builds a filter for a `true` or a `false` that an event must contain itself: one without it is left out. */
export const flag = (of: string | ((event: JsonObject) => Json | undefined)): Filter => ({
  invalid: invalidParameter,
  looksFor: (value) => {
    if (value !== 'true' && value !== 'false') return undefined;
    const wanted = value === 'true';
    return (event) => (typeof of === 'string' ? valueAt(event, of) : of(event)) === wanted;
  },
});

/** Builds a filter for one of a few words, compared with a field. */
export const word = (path: string, words: readonly string[]): Filter => ({
  ...text(path),
  looksFor: (value) => (words.includes(value) ? text(path).looksFor(value) : undefined),
});

/** Builds a filter that can be given several times. */
export const many = (filter: Filter): Filter => ({ ...filter, many: true });

/** Builds filters for flags whose parameter has the name of their field. */
export function flagsNamed(names: string): Filters {
  return Object.fromEntries(names.split(' ').map((name) => [name, flag(name)]));
}
