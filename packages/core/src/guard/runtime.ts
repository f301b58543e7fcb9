import type { ThreadPool } from '../lib/thread-pool.js';
import type { Unseal } from '../sealed/sealed-result.js';
import type { Connect } from '../server-api/account-options.js';
import type { VerifyWebhook } from '../webhook/signature.js';

/** The parts that differ between runtimes. The rest of the library is the same on all of them. */
export interface Runtime {
  connect: Connect;
  /** Reads the keys of sealed results once; the result opens any number of them. */
  createUnseal(keys: readonly string[]): Unseal;
  verifyWebhook: VerifyWebhook;
  /** Undefined if nothing waits for a thread, or the runtime does not show it. */
  watchThreads?(): ThreadPool;
}
