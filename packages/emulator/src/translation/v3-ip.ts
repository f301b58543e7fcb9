import { isObject, type Json, type JsonObject } from '../json.js';
import { objectIn, present, presentOrNothing, renamed } from './present.js';

/** Writes `ip_info` in the form of v3: an entry for each address family of the event. */
export function v3IpInfo(info: Json | undefined): JsonObject | undefined {
  const { v4, v6 } = objectIn(info);
  return presentOrNothing({ v4: entry(v4), v6: entry(v6) });
}

/** Writes the location of the event's own address: the deprecated `ipLocation` of v3 and 2019. */
export function v3IpLocation(event: JsonObject): JsonObject | undefined {
  const entries = Object.values(objectIn(event.ip_info)).filter(isObject);
  const own = entries.find(({ address }) => address === event.ip_address) ?? entries[0];
  return own && isObject(own.geolocation) ? geolocation(own.geolocation) : undefined;
}

function entry(network: Json | undefined): JsonObject | undefined {
  if (!isObject(network)) return undefined;
  const asn = renamed(network, { asn: 'asn', asn_name: 'name', asn_network: 'network', asn_type: 'type' });
  const { address, datacenter_result: result, datacenter_name: name = '' } = network;
  return present({
    address,
    geolocation: geolocation(network.geolocation),
    asn: presentOrNothing(asn),
    datacenter: result === undefined ? undefined : { result, name },
  });
}

function geolocation(value: Json | undefined): JsonObject {
  const place = objectIn(value);
  const { subdivisions } = place;
  return {
    ...renamed(place, {
      accuracy_radius: 'accuracyRadius',
      latitude: 'latitude',
      longitude: 'longitude',
      postal_code: 'postalCode',
      timezone: 'timezone',
    }),
    ...present({
      city: presentOrNothing(renamed(place, { city_name: 'name' })),
      country: presentOrNothing(renamed(place, { country_code: 'code', country_name: 'name' })),
      continent: presentOrNothing(renamed(place, { continent_code: 'code', continent_name: 'name' })),
      subdivisions: Array.isArray(subdivisions)
        ? subdivisions.map((part) => renamed(part, { iso_code: 'isoCode', name: 'name' }))
        : undefined,
    }),
  };
}
