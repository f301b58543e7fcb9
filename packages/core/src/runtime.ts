import type { Unseal } from './event/sealed-result.js';
import type { VerifyWebhook } from './event/webhook-signature.js';
import type { AccountOptions } from './server-api/account-options.js';
import type { Connections } from './server-api/transport.js';

/** What differs between runtimes. Everything else of the library is the same on all of them. */
export interface Runtime {
  /**
   * Connects to the Server API.
   * @throws FingerprintError `ERR_FP_OPTION` for an option that this runtime cannot honour.
   */
  connect(baseUrl: URL, options: AccountOptions): Connections;
  /** Reads the keys of sealed results once, for many of them. */
  createUnseal(keys: readonly string[]): Unseal;
  verifyWebhook: VerifyWebhook;
}
