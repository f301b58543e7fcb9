import { FingerprintError } from '../lib/errors.js';
import { type JsonObject, object } from './fields.js';
import type { FingerprintEvent } from './fingerprint-event.js';
import { from2019, is2019Visit } from './from-2019.js';
import { fromFlatV3, fromV3, isFlatV3Event, isV3Event } from './from-v3.js';
import { fromV4, isV4Event } from './from-v4.js';

/**
 * Turns an event as the API sends it into the one normalised shape: an event of v4 or v3, also one in a webhook, and a
 * visit of a visitor's history of v3 or 2019. Its spelling tells the generation.
 *
 * Unknown fields and values pass through in `raw`; missing ones, and those of the wrong type, are `undefined`.
 * A visit does not say whose it is: `visitorId` is undefined, and a visit of 2019 then has an empty `eventId`.
 * `getVisitorHistory` adds both.
 * @throws FingerprintError `ERR_FP_BAD_EVENT` for what is no event at all, an event without any id included.
 */
export function normalizeEvent(json: unknown): FingerprintEvent {
  const sent = object(json);
  const event = sent && read(sent);
  if (event) return event;
  throw new FingerprintError(
    'ERR_FP_BAD_EVENT',
    'not a Fingerprint event: an object with "event_id", "products" or "requestId", or a visit, is expected',
  );
}

function read(json: JsonObject): FingerprintEvent | undefined {
  if (isV4Event(json)) return fromV4(json);
  if (isV3Event(json)) return identified(fromV3(json));
  if (isFlatV3Event(json)) return fromFlatV3(json);
  return is2019Visit(json) ? from2019(json) : undefined;
}

/** An event of v3 whose identification and bot detection both failed has no id. */
const identified = (event: FingerprintEvent) => (event.eventId === '' ? undefined : event);
