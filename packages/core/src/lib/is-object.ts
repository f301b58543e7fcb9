/** True for a JSON object: not an array, and not `null`. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** True for an object without a class: not a promise, a `Map` or a `Date`. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // The prototype of any realm: a worker or a test runner has its own `Object`.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
