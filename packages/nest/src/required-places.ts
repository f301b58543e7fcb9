const REQUIRED = Symbol.for('fingerprint-guard.nest.required');

/** A method's name; undefined for the class itself. */
type Key = PropertyKey | undefined;

/** The metadata key of a method whose class has the decorator. */
const BY_CLASS = Symbol.for('fingerprint-guard.nest.required-by-class');

/**
 * Records the place of a decorator: a method of a prototype (of a class, if it is static), or a class. Metadata
 * belongs to a function, and is gone with it if another decorator replaces that function; the place stays. The methods
 * of a class are marked as well: they tell of it if they end up in another class.
 */
export function noteRequired(target: object, key: Key): void {
  if (key === undefined) markMethods((target as { prototype: object }).prototype);
  if (!Object.hasOwn(target, REQUIRED)) Object.defineProperty(target, REQUIRED, { value: new Set<Key>() });
  (target as { [REQUIRED]: Set<Key> })[REQUIRED].add(key);
}

/** The places noted on one prototype or class itself, not on what it inherits from. */
export function requiredOn(target: object): ReadonlySet<Key> {
  return Object.hasOwn(target, REQUIRED) ? (target as { [REQUIRED]: Set<Key> })[REQUIRED] : new Set();
}

/** True for a method of a class that has the decorator, in whatever class it is found. */
export const isRequiredByClass = (method: object): boolean => Reflect.hasMetadata(BY_CLASS, method);

function markMethods(prototype: object): void {
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(prototype)))
    if (typeof value === 'function' && value !== prototype.constructor)
      Reflect.defineMetadata(BY_CLASS, true, value);
}
