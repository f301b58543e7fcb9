import { FingerprintError } from '../lib/errors.js';
import { type JsonObject, object } from './fields.js';
import type { FingerprintEvent } from './fingerprint-event.js';
import { from2019, is2019Visit } from './from-2019.js';
import { fromFlatV3, fromV3, isFlatV3Event, isV3Event } from './from-v3.js';
import { fromV4, isV4Event } from './from-v4.js';

/**
 * Turns an event as the API sends it into the one normalised shape: an event of v4 or v3, also one in a webhook, and a
 * visit of a visitor's history of v3 or 2019. The names of its fields tell the generation.
 *
 * Unknown fields and values pass through in `raw`; missing ones, and those of the wrong type, are `undefined`. A visit
 * does not contain its visitor: `visitorId` is undefined, and for a visit of 2019 so is `eventId`. `getVisitorHistory`
 * adds both. An event of v3 in which every product failed has no `eventId` either; `failed` names each product.
 * @throws FingerprintError `ERR_FP_BAD_EVENT` for what is not an event at all, and for any other event without an ID.
 * @example
 * ```ts
 * import { normalizeEvent } from '@fingerprint-guard/core';
 *
 * app.post('/events', (req, res) => {
 *   const event = normalizeEvent(req.body); // of v4, v3 or 2019
 *   console.log(event.generation, event.bot, event.vpn?.detected);
 *   res.sendStatus(204);
 * });
 * ```
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
  if (isV3Event(json)) return identified(fromV3(json), object(json.products));
  if (isFlatV3Event(json)) return fromFlatV3(json);
  return is2019Visit(json) ? from2019(json) : undefined;
}

/**
 * An event of v3 without an ID from its identification or bot detection counts as an event only if every product
 * failed.
 */
const identified = (event: FingerprintEvent, products: JsonObject | undefined) => {
  if (event.eventId !== undefined) return event;
  const answered = Object.values(products ?? {});
  return answered.length > 0 && answered.length === Object.keys(event.failed).length ? event : undefined;
};
