import { throwIfAny } from '../lib/option-checks.js';
import type { FingerprintGuardOptions } from '../options.js';
import { createUnseal } from '../sealed/unseal-web.js';
import { createClient, type ServerApiOptions } from '../server-api/create-client.js';
import { createFetchTransport } from '../server-api/fetch-transport.js';
import type { ServerApi } from '../server-api/server-api.js';
import { verifyWebhook } from '../webhook/verify-web.js';
import { type FingerprintGuard, isFingerprintGuard } from './fingerprint-guard.js';
import { createGuard } from './guard.js';
import type { Runtime } from './runtime.js';

const WEB: Runtime = {
  connect(baseUrl, { fetch = globalThis.fetch, dispatcher, connections }) {
    if (dispatcher) throwIfAny(['dispatcher: this entry point has no undici: pass fetch instead']);
    if (connections) throwIfAny(['connections: this entry point opens none: the runtime manages them']);
    return createFetchTransport(baseUrl, fetch);
  },
  createUnseal,
  verifyWebhook,
};

/**
 * Builds the guard of an application, for runtimes that have only `fetch`. Options are validated at once and never
 * changed.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY`, with every issue listed; `ERR_FP_OPTION` for a
 * `dispatcher`.
 * @example
 * ```ts
 * import { createFingerprintGuard } from '@fingerprint-guard/core/fetch';
 *
 * const guard = createFingerprintGuard({
 *   apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
 *   region: 'eu',
 *   clientIp: { platform: 'cloudflare' },
 * });
 * export default {
 *   async fetch(request: Request) {
 *     const { pathname } = new URL(request.url);
 *     const headers = Object.fromEntries(request.headers);
 *     const decision = await guard.check({ method: request.method, url: pathname, headers });
 *     return new Response(null, { status: decision.blocked ? 403 : 204 });
 *   },
 * };
 * ```
 */
export function createFingerprintGuard(options: FingerprintGuardOptions): FingerprintGuard {
  return createGuard(options, WEB);
}

/**
 * Builds a client of the Server API, for runtimes that have only `fetch`. A guard has its own: `guard.api`. It retries
 * nothing.
 * @throws FingerprintError `ERR_FP_OPTION`, with every issue listed; also for a `dispatcher`.
 * @example
 * ```ts
 * import { createServerApi } from '@fingerprint-guard/core/fetch';
 *
 * const api = createServerApi({ apiKey: process.env.FINGERPRINT_SECRET_API_KEY, region: 'eu' });
 * const { events } = await api.getVisitorHistory(visitorId, { limit: 20 });
 * ```
 */
export function createServerApi(options: ServerApiOptions): ServerApi {
  return createClient(options, WEB);
}

/**
 * Returns a given guard unchanged, or builds one from options.
 * @throws FingerprintError as `createFingerprintGuard` does.
 * @example
 * ```ts
 * import { type FingerprintGuard, type FingerprintGuardOptions, toGuard } from '@fingerprint-guard/core/fetch';
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
