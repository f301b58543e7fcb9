import { type JsonObject, name, number, object, unlessEmpty } from './fields.js';
import type { FingerprintEvent } from './fingerprint-event.js';

/**
 * The location of a visit in a visitor's history, from `ip` and `ipLocation`. It goes under `v4`, because that
 * generation knows only one address.
 */
export function ipLocation(visit: JsonObject): FingerprintEvent['ipInfo'] {
  const location = object(visit.ipLocation);
  const v4 = unlessEmpty({
    address: name(visit.ip),
    location:
      location &&
      unlessEmpty({
        countryCode: name(object(location.country)?.code),
        latitude: number(location.latitude),
        longitude: number(location.longitude),
        accuracyRadiusKm: number(location.accuracyRadius),
        timezone: name(location.timezone),
      }),
  });
  return v4 && { v4 };
}
