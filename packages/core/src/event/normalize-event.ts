import { FingerprintError } from '../errors.js';
import { object } from './fields.js';
import type { FingerprintEvent } from './fingerprint-event.js';
import { fromV4, isV4Event } from './from-v4.js';

/**
 * Turns an event as the API sends it into the one normalised shape. Knows events of v4, also those in webhooks.
 * Unknown fields and values pass through in `raw`; missing ones, and those of the wrong type, are `undefined`.
 * @throws FingerprintError `ERR_FP_BAD_EVENT` for what is no event at all.
 */
export function normalizeEvent(json: unknown): FingerprintEvent {
  const event = object(json);
  if (event && isV4Event(event)) return fromV4(event);
  throw new FingerprintError(
    'ERR_FP_BAD_EVENT',
    'not a Fingerprint event: an object with an "event_id" is expected',
  );
}
