import { eventFromBytes } from '../event/lazy-raw.js';
import { isSingleUse, type SingleUseEvent } from '../event/single-use.js';
import { DeadlineExceeded } from '../lib/deadline.js';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import { findIssues, throwIfAny } from '../lib/option-checks.js';
import type { Arrivals } from '../lookup/arrivals.js';
import { requireObject } from '../request/request-shape.js';
import { type WebhookAnswer, type WebhookOutcome, webhookAnswer } from './answer.js';
import type { NewestEvents } from './newest.js';
import { readSecrets, type VerifyWebhook, type WebhookDelivery } from './signature.js';

/** The options of a receiver of webhooks. */
export interface WebhookReceiverOptions {
  /** The webhook's secret, or several while one replaces another; undefined is an issue. Never logged. */
  secrets: string | readonly string[] | undefined;
}

/**
 * Takes one delivery: verifies the signature over the raw bytes, and puts the event into the guard's cache.
 * @throws FingerprintError `ERR_FP_RAW_BODY` for a body that is neither a string nor bytes, `ERR_FP_OPTION` for a
 * delivery that is not an object, `ERR_FP_CLOSED` after the guard's `close()`.
 */
export type WebhookReceiver = (delivery: Omit<WebhookDelivery, 'secrets'>) => Promise<WebhookAnswer>;

/** The largest body that is read, in bytes; an event is about 12 KB. */
export const MAX_WEBHOOK_BYTES = 1024 * 1024;

interface ReceiverParts {
  verify: VerifyWebhook;
  newest: NewestEvents;
  arrivals: Arrivals;
  /** Called when a cache fails; the delivery is answered with 503. */
  onCacheError: (error: unknown) => void;
}

/**
 * Builds a receiver of webhooks. **Trust**: the signature proves that a body comes from the vendor, not that it is
 * recent: a delivery can be recorded and sent again. It then changes nothing, and its event still ages,
 * its origin and earlier uses of its ID, like one that was looked up.
 * @throws FingerprintError `ERR_FP_OPTION` without a secret, or for an empty one.
 */
export function createReceiver(
  options: WebhookReceiverOptions,
  { verify, newest, arrivals, onCacheError }: ReceiverParts,
): WebhookReceiver {
  throwIfAny(findIssues(options, { secrets: () => undefined }, '{ secrets }'));
  const secrets = [...readSecrets(options.secrets)];

  async function receive(delivery: Parameters<WebhookReceiver>[0]): Promise<WebhookOutcome> {
    requireObject(delivery, 'a delivery: { body, signature }');
    const { body, signature } = delivery;
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    if (bytes?.byteLength > MAX_WEBHOOK_BYTES) return 'too-large';
    if (!(await verify({ body: bytes, signature, secrets }))) return 'wrong-signature';
    const event = readEvent(bytes);
    if (!event) return 'no-event';
    // Not kept, just as in a lookup: a check then asks the API, which may have the whole event.
    if (event.partial) return 'partial';
    try {
      if (!(await newest.keep(event))) return 'known';
    } catch (error) {
      if (!(error instanceof DeadlineExceeded && error.heldUp)) onCacheError(error);
      return 'not-kept';
    }
    arrivals.arrived(event);
    return 'kept';
  }

  return async (delivery) => webhookAnswer(await receive(delivery));
}

/** Reads the event from a verified body; undefined if it is not an event, or could be used forever. */
function readEvent(body: Uint8Array): SingleUseEvent | undefined {
  try {
    // Copied: the framework's bytes may be part of a larger buffer, which the framework may reuse.
    const event = eventFromBytes(new Uint8Array(body));
    return isSingleUse(event) ? event : undefined;
  } catch (thrown) {
    if (isFingerprintError(thrown) || thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

/** @param advice Says how to keep the raw body with this framework. */
export const rawBodyGone = (advice: string): FingerprintError =>
  new FingerprintError(
    'ERR_FP_RAW_BODY',
    `the webhook's body was parsed before its signature was verified: ${advice}`,
  );
