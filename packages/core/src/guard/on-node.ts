import type { FingerprintGuardOptions } from '../options.js';
import { createUnseal } from '../sealed/unseal.js';
import { createClient, type ServerApiOptions } from '../server-api/create-client.js';
import { createFetchTransport } from '../server-api/fetch-transport.js';
import type { ServerApi } from '../server-api/server-api.js';
import { createUndiciTransport, hasUndici } from '../server-api/undici-transport.js';
import { verifyWebhook } from '../webhook/verify.js';
import { type FingerprintGuard, isFingerprintGuard } from './fingerprint-guard.js';
import { createGuard } from './guard.js';
import type { Runtime } from './runtime.js';
import { ThreadPoolWatch } from './thread-pool-watch.js';

const NODE: Runtime = {
  connect(baseUrl, { fetch, dispatcher, connections }) {
    if (!fetch && (dispatcher || hasUndici())) return createUndiciTransport(baseUrl, dispatcher, connections);
    return createFetchTransport(baseUrl, fetch ?? globalThis.fetch);
  },
  createUnseal,
  verifyWebhook,
  watchThreads: () => new ThreadPoolWatch(),
};

/**
 * Builds the guard of an application. Options are validated at once and never changed.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY`, with every issue listed.
 * @example
 * ```ts
 * import { createFingerprintGuard } from '@fingerprint-guard/core';
 *
 * const guard = createFingerprintGuard({
 *   apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
 *   region: 'eu',
 *   policy: { extends: 'recommended', rules: { incognito: 'challenge' } },
 * });
 * const decision = await guard.check({ method: 'POST', url: '/login', headers: {}, body: { eventId: '1' } });
 * if (decision.blocked) console.log(decision.reasons);
 * ```
 */
export function createFingerprintGuard(options: FingerprintGuardOptions): FingerprintGuard {
  return createGuard(options, NODE);
}

/**
 * Builds a client of the Server API: for back offices, exports and erasure requests. A guard has its own: `guard.api`.
 * It retries nothing.
 * @throws FingerprintError `ERR_FP_OPTION`, with every issue listed.
 * @example
 * ```ts
 * import { createServerApi } from '@fingerprint-guard/core';
 *
 * const api = createServerApi({ apiKey: process.env.FINGERPRINT_SECRET_API_KEY, region: 'eu' });
 * const { events } = await api.searchEvents({ bot: 'bad', limit: 100 });
 * await api.deleteVisitor(visitorId);
 * ```
 */
export function createServerApi(options: ServerApiOptions): ServerApi {
  return createClient(options, NODE);
}

/**
 * Returns a given guard unchanged, or builds one from options.
 * @throws FingerprintError as `createFingerprintGuard` does.
 * @example
 * ```ts
 * import { type FingerprintGuard, type FingerprintGuardOptions, toGuard } from '@fingerprint-guard/core';
 *
 * function middleware(given: FingerprintGuard | FingerprintGuardOptions) {
 *   const guard = toGuard(given);
 *   return (request: Request) => guard.check({ method: request.method, url: request.url, headers: {} });
 * }
 * ```
 */
export function toGuard(given: FingerprintGuard | FingerprintGuardOptions): FingerprintGuard {
  return isFingerprintGuard(given) ? given : createFingerprintGuard(given);
}
