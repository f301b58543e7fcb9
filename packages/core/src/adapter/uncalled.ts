import { FingerprintError } from '../lib/errors.js';

/** The calls that create middleware, as an application writes them. */
const CALLS = {
  fingerprint: 'fingerprint(guard)',
  requireFingerprint: 'requireFingerprint()',
  requireEdge: 'requireEdge()',
} as const;

/** Builds the error for an application that passed a middleware factory as if it were middleware. */
function uncalled(name: keyof typeof CALLS): FingerprintError {
  return new FingerprintError(
    'ERR_FP_OPTION',
    `${name} creates middleware and is not middleware itself: write ${CALLS[name]} instead of ${name}`,
  );
}

/**
 * Rejects the arguments that a framework calls middleware with: its request first, and `next` later. They show that the
 * factory itself was passed as middleware, without being called.
 * @throws FingerprintError `ERR_FP_OPTION` for such arguments.
 * @example
 * ```ts
 * import { refuseUncalled } from '@fingerprint-guard/core';
 *
 * function requireFingerprint(...args: unknown[]) {
 *   refuseUncalled('requireFingerprint', args); // app.use(requireFingerprint) is an error
 * }
 * ```
 */
export function refuseUncalled(name: keyof typeof CALLS, [first, ...rest]: readonly unknown[]): void {
  if (typeof first === 'object' && rest.some((argument) => typeof argument === 'function'))
    throw uncalled(name);
}
