import { isObject, type Json, type JsonObject } from '../json.js';

/** Keeps the fields that have a value: what is absent in one generation is absent in the others. */
export function present(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined),
  );
}

/** Does what `present` does, but returns `undefined` if nothing is left. */
export function presentOrNothing(fields: Readonly<Record<string, Json | undefined>>): JsonObject | undefined {
  const left = present(fields);
  return Object.keys(left).length > 0 ? left : undefined;
}

/** Returns the object in a field; an empty one if it contains none. */
export const objectIn = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** Renames the fields of an object; fields without another name are left out. */
export function renamed(value: Json | undefined, names: Readonly<Record<string, string>>): JsonObject {
  const source = objectIn(value);
  return present(Object.fromEntries(Object.entries(names).map(([from, to]) => [to, source[from]])));
}
