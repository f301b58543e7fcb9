const REQUIRED = Symbol.for('fingerprint-guard.nest.required');

/** A method's name; undefined for the class itself. */
type Key = PropertyKey | undefined;

interface Marked {
  [REQUIRED]: Map<Key, string>;
}

/** The metadata key of a method whose class has the decorator. */
const BY_CLASS = Symbol.for('fingerprint-guard.nest.required-by-class');

/**
 * Records the place of a decorator: a method of a prototype (of a class, if it is static), or a class. Metadata belongs
 * to a function, and is lost with it if another decorator replaces that function; the place stays. The methods of a
 * class are marked as well, so that they lead back to it if they end up in another class.
 */
export function noteRequired(target: object, key: Key, decorator: string): void {
  if (key === undefined) markMethods((target as { prototype: object }).prototype, decorator);
  if (!Object.hasOwn(target, REQUIRED))
    Object.defineProperty(target, REQUIRED, { value: new Map<Key, string>() });
  (target as Marked)[REQUIRED].set(key, decorator);
}

/**
 * The places noted on one prototype or class itself, not on what it inherits from, each with the name of its last
 * decorator.
 */
export function requiredOn(target: object): ReadonlyMap<Key, string> {
  return Object.hasOwn(target, REQUIRED) ? (target as Marked)[REQUIRED] : new Map();
}

/** The name of the decorator on the class that a method was declared in, in whatever class it is found. */
export const requiredByClass = (method: object): string | undefined => Reflect.getMetadata(BY_CLASS, method);

function markMethods(prototype: object, decorator: string): void {
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(prototype)))
    if (typeof value === 'function' && value !== prototype.constructor)
      Reflect.defineMetadata(BY_CLASS, decorator, value);
}
