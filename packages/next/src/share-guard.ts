import { FingerprintError, type FingerprintGuard } from '@fingerprint-guard/core/fetch';

// One place for the process: Next loads a module once for each layer that imports it (route handlers, server actions, the
// proxy), and again after each change in development.
const GUARDS = Symbol.for('fingerprint-guard.next.guards');

/** Guards of this process, by their name. */
type Guards = Map<string, FingerprintGuard>;

/**
 * Makes a guard once for the whole process, when it is first needed: an ID that a server action has used is then used for
 * route handlers, too. Next loads modules several times, so a guard in a variable of a module would be several guards, each
 * with its own memory of used IDs. Options that change take a restart, also of `next dev`.
 * @param create Makes the guard. If it throws, it is called again with the next request.
 * @param name Tells guards apart, if there are several: of two with one name only the first is made, and serves for both.
 * @defaultValue `'default'`
 * @throws FingerprintError `ERR_FP_OPTION` for anything but a function, such as a guard that was made already.
 * @example
 * ```ts
 * import { createFingerprintGuard } from '@fingerprint-guard/core';
 * import { shareGuard } from '@fingerprint-guard/next';
 *
 * export const guard = shareGuard(() =>
 *   createFingerprintGuard({
 *     apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
 *     region: 'eu',
 *     clientIp: { platform: 'vercel' },
 *   }),
 * );
 * ```
 */
export function shareGuard(create: () => FingerprintGuard, name = 'default'): () => FingerprintGuard {
  if (typeof create !== 'function')
    throw new FingerprintError('ERR_FP_OPTION', 'shareGuard: expected a function that makes the guard');
  return () => {
    const place = globalThis as { [GUARDS]?: Guards };
    place[GUARDS] ??= new Map();
    const shared = place[GUARDS].get(name) ?? create();
    place[GUARDS].set(name, shared);
    return shared;
  };
}
