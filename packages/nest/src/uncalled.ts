import { FingerprintError } from '@fingerprint-guard/core';

/** The error of a decorator that stands without parentheses, or where no decorator belongs. */
export const uncalled = (name: string, place: string): FingerprintError =>
  new FingerprintError(
    'ERR_FP_OPTION',
    `${name} makes a decorator and is none itself, ${place}: write @${name}()`,
  );

/**
 * Refuses the arguments that a decorator is called with: a class, or the prototype or class of a method and the method's name.
 * @throws FingerprintError `ERR_FP_OPTION` that says where the decorator stands without parentheses.
 */
export function refuseUncalled(name: string, [target, key]: readonly unknown[]): void {
  const owner = typeof target === 'function' ? target : (target as object | undefined)?.constructor;
  if (typeof key === 'string' || typeof key === 'symbol')
    throw uncalled(name, `on ${owner?.name}.${String(key)}`);
  if (typeof target === 'function') throw uncalled(name, `on ${target.name}`);
}
