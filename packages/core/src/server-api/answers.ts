import { object } from '../event/fields.js';
import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { withLazyRaw } from '../event/lazy-raw.js';
import { normalizeEvent } from '../event/normalize-event.js';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import type { Answer } from './send.js';

/*
 * Reading what the API answered with 200. An answer is believed only where it is about what was asked for; anything
 * else is `ERR_FP_BAD_RESPONSE`.
 */

/** The event that was asked for; it has to say when it happened. */
export function readEvent({ json, body }: Answer, id: string): FingerprintEvent {
  const event = normalized(json);
  if (event.eventId !== id) throw badResponse('another event than the one asked for');
  if (event.timestamp === undefined) throw badResponse('an event without a timestamp');
  return withLazyRaw(event, body);
}

/** A list of events under `events`. */
export function readEvents(json: unknown): FingerprintEvent[] {
  return list(object(json)?.events).map(normalized);
}

/** The visits of the visitor that was asked for, each as it was sent. */
export function readVisits(json: unknown, visitorId: string): unknown[] {
  if (object(json)?.visitorId !== visitorId) throw badResponse('the visits of another visitor');
  return list(object(json)?.visits);
}

/** One event, or one visit that has an id. */
export function normalized(json: unknown): FingerprintEvent {
  try {
    return normalizeEvent(json);
  } catch (cause) {
    if (isFingerprintError(cause)) throw badResponse('no event', cause);
    throw cause;
  }
}

/** What is a list in every good answer. */
export function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw badResponse('no list');
}

export const badResponse = (what: string, cause?: unknown) =>
  new FingerprintError('ERR_FP_BAD_RESPONSE', `the Server API answered 200 with ${what}`, {
    status: 200,
    cause,
  });
