import type { Unseal } from './event/sealed-result.js';
import type { VerifyWebhook } from './event/webhook-signature.js';
import type { Connect } from './server-api/account-options.js';

/** What differs between runtimes. Everything else of the library is the same on all of them. */
export interface Runtime {
  connect: Connect;
  /** Reads the keys of sealed results once, for many of them. */
  createUnseal(keys: readonly string[]): Unseal;
  verifyWebhook: VerifyWebhook;
}
