import { FingerprintError } from '@fingerprint-guard/core';

/** Builds the error for a decorator that is used without parentheses, or where no decorator belongs. */
export const uncalled = (name: string, place: string): FingerprintError =>
  new FingerprintError(
    'ERR_FP_OPTION',
    `${name} creates a decorator and is not a decorator itself, ${place}: write @${name}()`,
  );

/**
 * Rejects the arguments that a decorator is called with: a class, or the prototype or class of a method and the
 * method's name.
 * @throws FingerprintError `ERR_FP_OPTION` that says where the decorator is used without parentheses.
 */
export function refuseUncalled(name: string, [target, key]: readonly unknown[]): void {
  const owner = typeof target === 'function' ? target : (target as object | undefined)?.constructor;
  if (typeof key === 'string' || typeof key === 'symbol')
    throw uncalled(name, `on ${owner?.name}.${String(key)}`);
  if (typeof target === 'function') throw uncalled(name, `on ${target.name}`);
}
