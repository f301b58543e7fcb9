import type { ApiVersion } from '../event/generation.js';
import { FingerprintError } from '../lib/errors.js';
import type { Timekeeper } from '../lib/timekeeper.js';
import type { Warn } from '../lib/warnings.js';
import type { Arrivals } from '../lookup/arrivals.js';
import type { EventCache } from '../stores/event-cache.js';
import { NewestEvents } from './newest.js';
import { createReceiver, type WebhookReceiver, type WebhookReceiverOptions } from './receiver.js';
import type { VerifyWebhook } from './signature.js';

interface WebhooksOptions {
  /** Where lookups find events. */
  cache: EventCache | false;
  /** How long an event is worth keeping, ms. */
  cacheTtlMs: number;
  arrivals: Arrivals;
  timekeeper: Timekeeper;
  apiVersion: ApiVersion;
  verify: VerifyWebhook;
  /** False for a guard that looks no event up, and so never finds a delivered one. */
  looksUp: boolean;
  onCacheError: (error: unknown) => void;
  /** Told of what a receiver is made with and can hardly be meant. */
  warn: Warn;
}

/** Builds what makes a guard's receivers, which share one view of what is kept. */
export function createWebhooks({
  cache,
  cacheTtlMs,
  arrivals,
  timekeeper,
  apiVersion,
  verify,
  looksUp,
  onCacheError,
  warn,
}: WebhooksOptions): (options: WebhookReceiverOptions) => WebhookReceiver {
  const newest = cache && new NewestEvents(cache, cacheTtlMs, timekeeper);
  return (options) => {
    if (apiVersion === '2019') {
      throw new FingerprintError(
        'ERR_FP_UNSUPPORTED',
        'webhooks are not part of the Server API of 2019: v4 and v3 have them',
      );
    }
    if (!newest) throw issue('cache: a webhook needs an event cache to put its event into');
    if (!looksUp)
      throw issue('apiKey: without one no event id is looked up, and no delivered event is found');
    const receive = createReceiver(options, { verify, newest, arrivals, onCacheError });
    arrivals.open();
    if ([options.secrets].flat().some((secret) => secret !== secret?.trim())) {
      warn(
        'webhook-secret',
        'a webhook secret begins or ends with white space, such as the line break of a file: no delivery has its signature unless the vendor has it, too',
      );
    }
    return receive;
  };
}

const issue = (message: string) => new FingerprintError('ERR_FP_OPTION', message);
