const REQUIRED = Symbol.for('fingerprint-guard.nest.required');

/** A method's name; undefined for the class itself. */
type Key = PropertyKey | undefined;

/**
 * Records the place of a decorator: a method of a prototype (of a class, if it is static), or a class. Metadata
 * belongs to a function, and is gone with it if another decorator replaces that function; the place stays.
 */
export function noteRequired(target: object, key: Key): void {
  if (!Object.hasOwn(target, REQUIRED)) Object.defineProperty(target, REQUIRED, { value: new Set<Key>() });
  (target as { [REQUIRED]: Set<Key> })[REQUIRED].add(key);
}

/** The places noted on one prototype or class itself, not on what it inherits from. */
export function requiredOn(target: object): ReadonlySet<Key> {
  return Object.hasOwn(target, REQUIRED) ? (target as { [REQUIRED]: Set<Key> })[REQUIRED] : new Set();
}
