import { FingerprintError, type FingerprintGuard } from '@fingerprint-guard/core/fetch';

// One key for the whole process: Next loads a module once for each layer that imports it (route handlers, server
// actions, the proxy), and again after each change in development.
const GUARDS = Symbol.for('fingerprint-guard.next.guards');

/** Guards of this process, by name. */
type Guards = Map<string, FingerprintGuard>;

/**
 * Creates one guard for the whole process, when a request first needs it: an ID that a server action has used then
 * counts as used for route handlers too. Next loads modules several times, so a guard in a module variable would become
 * several guards, each with its own memory of used IDs. After you change its options, restart the server, also
 * `next dev`.
 * @param create Creates the guard. If it throws, it is called again for the next request.
 * @param name Distinguishes several guards: if two have the same name, only the first is created, and serves both.
 * @defaultValue `'default'`
 * @throws FingerprintError `ERR_FP_OPTION` for anything but a function, such as a guard itself.
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
    throw new FingerprintError('ERR_FP_OPTION', 'shareGuard: expected a function that creates the guard');
  return () => {
    const place = globalThis as { [GUARDS]?: Guards };
    place[GUARDS] ??= new Map();
    const shared = place[GUARDS].get(name) ?? create();
    place[GUARDS].set(name, shared);
    return shared;
  };
}
