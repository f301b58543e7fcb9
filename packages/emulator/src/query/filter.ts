import { isObject, type Json, type JsonObject } from '../json.js';

/** Whether an event, in its v4 form, is looked for. */
export type Predicate = (event: JsonObject) => boolean;

/** One query parameter that narrows a search. */
export interface Filter {
  /** Whether it can be given several times, any of the values then being looked for. */
  readonly many?: boolean;
  /** What the API says of a value that makes no sense. */
  readonly invalid: (name: string) => string;
  /** The predicate for one value; `undefined` when the value makes no sense. */
  readonly looksFor: (value: string) => Predicate | undefined;
}

/** The filters of a search, by parameter. */
export type Filters = Readonly<Record<string, Filter>>;

const invalidParameter = (name: string) => `invalid ${name} param`;

/** A value inside an event, by its names from the outside in. */
export function valueAt(event: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = event;
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined;
  return value;
}

/** A filter that any value can be given to, which is then compared with a field. */
export const text = (path: string): Filter => ({
  invalid: invalidParameter,
  looksFor: (value) => (event) => valueAt(event, path) === value,
});

/** A `true` or a `false` that an event must say itself: one that does not say is left out. */
export const flag = (of: string | ((event: JsonObject) => Json | undefined)): Filter => ({
  invalid: invalidParameter,
  looksFor: (value) => {
    if (value !== 'true' && value !== 'false') return undefined;
    const wanted = value === 'true';
    return (event) => (typeof of === 'string' ? valueAt(event, of) : of(event)) === wanted;
  },
});

/** One of a few words, compared with a field. */
export const word = (path: string, words: readonly string[]): Filter => ({
  ...text(path),
  looksFor: (value) => (words.includes(value) ? text(path).looksFor(value) : undefined),
});

/** A filter that can be given several times. */
export const many = (filter: Filter): Filter => ({ ...filter, many: true });

/** Flags whose parameter is called as their field is. */
export function flagsNamed(names: string): Filters {
  return Object.fromEntries(names.split(' ').map((name) => [name, flag(name)]));
}
