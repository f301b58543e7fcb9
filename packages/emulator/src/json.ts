import { EmulatorError } from './emulator-error.js';

export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** True if a value is a plain JSON object: neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Copies the parts of a value that JSON can represent: `undefined` is dropped, and so is a `__proto__` key.
 * @throws EmulatorError if JSON cannot represent the value, such as a cycle or a BigInt.
 */
export function copyOf(value: unknown, what: string): Json {
  try {
    return parseJson(JSON.stringify(value) ?? 'null');
  } catch (cause) {
    throw new EmulatorError(`${what} can't be written as JSON`, { cause });
  }
}

/** Parses JSON without letting a `__proto__` key through. */
export function parseJson(text: string): Json {
  return JSON.parse(text, (key, value) => (key === '__proto__' ? undefined : value));
}

/**
 * Lays `changes` over `base`: objects merge key by key, `null` removes a field, anything else replaces it.
 * Neither argument is changed.
 */
export function merge(base: JsonObject, changes: JsonObject): JsonObject {
  const merged = { ...base };
  for (const [key, change] of Object.entries(changes)) {
    const current = base[key];
    if (change === null) delete merged[key];
    else merged[key] = isObject(change) ? merge(isObject(current) ? current : {}, change) : change;
  }
  return merged;
}
