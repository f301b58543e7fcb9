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
  /** The cache in which lookups find events. */
  cache: EventCache | false;
  /** The time for which an event is worth keeping, ms. */
  cacheTtlMs: number;
  arrivals: Arrivals;
  timekeeper: Timekeeper;
  apiVersion: ApiVersion;
  verify: VerifyWebhook;
  /** False for a guard that never looks up events, and so never finds a delivered one. */
  looksUp: boolean;
  onCacheError: (error: unknown) => void;
  /** Called for options of a receiver that are probably wrong. */
  warn: Warn;
}

/** Builds the factory of a guard's receivers, which share one view of the cache. */
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
    if (!newest) throw issue('cache: webhooks need an event cache to store their events in');
    if (!looksUp)
      throw issue('apiKey: without one, no event ID is looked up, so delivered events are never used');
    const receive = createReceiver(options, { verify, newest, arrivals, onCacheError });
    arrivals.open();
    if ([options.secrets].flat().some((secret) => secret !== secret?.trim())) {
      warn(
        'webhook-secret',
        'a webhook secret begins or ends with white space, such as a line break from a file: no signature matches it unless the vendor has the same secret',
      );
    }
    return receive;
  };
}

const issue = (message: string) => new FingerprintError('ERR_FP_OPTION', message);
