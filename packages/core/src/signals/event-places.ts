import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { type Place, placeOf } from '../location/place.js';

/** The locations of the event's addresses, of both families. */
export function eventPlaces(event: FingerprintEvent): Place[] {
  return [event.ipInfo?.v4?.location, event.ipInfo?.v6?.location]
    .filter((location) => location !== undefined)
    .map(placeOf);
}
