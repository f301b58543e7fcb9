import { FingerprintError } from '../lib/errors.js';

/** What makes a middleware, as an application calls it. */
const CALLS = {
  fingerprint: 'fingerprint(guard)',
  requireFingerprint: 'requireFingerprint()',
  requireEdge: 'requireEdge()',
} as const;

/** The error of an application that put what makes a middleware in a middleware's place. */
function uncalled(name: keyof typeof CALLS): FingerprintError {
  return new FingerprintError(
    'ERR_FP_OPTION',
    `${name} makes a middleware and is none itself: write ${CALLS[name]} in place of ${name}`,
  );
}

/**
 * Refuses the arguments that a framework calls a middleware with: its request first, and later a function that goes on. What
 * makes a middleware was put in its place, uncalled.
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
