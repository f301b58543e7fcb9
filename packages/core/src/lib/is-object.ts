/** True for what JSON calls an object: no list, and not `null`. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The same of no class: no promise, no `Map`, no `Date`. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // That of any realm: a worker or a test runner has an `Object` of its own.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
