import type { JsonObject } from '../json.js';
import { type Address, isLoopback, networkOf, parseAddress } from './address.js';
import type { Place } from './places.js';
import type { Visit } from './visit.js';

/** The visitor's address as the event gives it. */
export const addressOf = (visit: Visit): string => visit.address ?? visit.place.v4;

/** `ip_info`: an entry for each family the visitor has, the first for the event's own address. */
export function ipInfo(visit: Visit): JsonObject {
  const own = parseAddress(addressOf(visit));
  if (!own) return {};
  const info: JsonObject = { [own.family]: entry(own, visit) };
  // Clients on this machine reach a server on it by either family, as `localhost` stands for both.
  if (visit.dualStack || isLoopback(own)) {
    const other = otherFamily(own, visit.place);
    info[other.family] = entry(other, visit);
  }
  return info;
}

function otherFamily(own: Address, place: Place): Address {
  const family = own.family === 'v4' ? 'v6' : 'v4';
  if (isLoopback(own)) return { family, text: family === 'v4' ? '127.0.0.1' : '::1' };
  return { family, text: place[family] };
}

function entry(address: Address, { place, datacenter }: Visit): JsonObject {
  return {
    address: address.text,
    geolocation: {
      accuracy_radius: 20,
      latitude: place.latitude,
      longitude: place.longitude,
      postal_code: place.postalCode,
      timezone: place.timezone,
      city_name: place.city,
      country_code: place.countryCode,
      country_name: place.country,
      continent_code: place.continentCode,
      continent_name: place.continent,
      subdivisions: [{ iso_code: place.regionCode, name: place.region }],
    },
    asn: place.asn,
    asn_name: place.asnName,
    asn_network: networkOf(address),
    asn_type: datacenter ? 'hosting' : 'isp',
    datacenter_result: datacenter,
    datacenter_name: datacenter ? place.asnName : '',
  };
}
