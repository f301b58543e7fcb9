import { FingerprintError } from '../lib/errors.js';

/** What makes a middleware, as an application calls it. */
const CALLS = {
  fingerprint: 'fingerprint(guard)',
  requireFingerprint: 'requireFingerprint()',
  requireEdge: 'requireEdge()',
} as const;

/** Builds the error for an application that used a function that creates middleware as middleware. */
function uncalled(name: keyof typeof CALLS): FingerprintError {
  return new FingerprintError(
    'ERR_FP_OPTION',
    `${name} creates middleware and is not middleware itself: write ${CALLS[name]} instead of ${name}`,
  );
}

/**
 * Rejects the arguments that a framework calls middleware with: its request first, and later a function that goes on.
 * The function that creates middleware was used as middleware, uncalled.
 * @throws FingerprintError `ERR_FP_OPTION`.
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
