import { type JsonObject, name, number, object, unlessEmpty } from './fields.js';
import type { FingerprintEvent } from './fingerprint-event.js';

/**
 * Where a visit of a visitor's history was: `ip` and `ipLocation`. It stands under `v4`, as that generation knew
 * one address only.
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
