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
  connect(baseUrl, { fetch = globalThis.fetch, dispatcher }) {
    if (dispatcher) throwIfAny(['dispatcher: this entry has no undici: give it a fetch instead']);
    return createFetchTransport(baseUrl, fetch);
  },
  createUnseal,
  verifyWebhook,
};

/**
 * Builds the guard of an application, for runtimes that have only `fetch`. Options are validated at once and never changed.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY`, with every issue listed; `ERR_FP_OPTION` for a `dispatcher`.
 */
export function createFingerprintGuard(options: FingerprintGuardOptions): FingerprintGuard {
  return createGuard(options, WEB);
}

/**
 * Builds a client of the Server API, for runtimes that have only `fetch`. A guard has its own: `guard.api`. It retries nothing.
 * @throws FingerprintError `ERR_FP_OPTION`, with every issue listed; also for a `dispatcher`.
 */
export function createServerApi(options: ServerApiOptions): ServerApi {
  return createClient(options, WEB);
}

/** A guard as it is, or one built from options. */
export function toGuard(given: FingerprintGuard | FingerprintGuardOptions): FingerprintGuard {
  return isFingerprintGuard(given) ? given : createFingerprintGuard(given);
}
