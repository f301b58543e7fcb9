import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { type Address, networkHolds, parseAddress, parseNetwork } from '../location/address.js';
import { sharesCountry } from '../location/compare-places.js';
import type { GeoLocation } from '../location/geo-location.js';
import { placeOf } from '../location/place.js';
import { eventPlaces } from './event-places.js';

/**
 * How near the client's address is to the event's addresses, nearest first:
 * the same address; one /24 (IPv4) or /48 (IPv6); one autonomous system's network; one country;
 * another country. `other-network`: outside the event's networks, and no country is known to compare, on either side.
 */
export type IpMatch = 'same' | 'same-network' | 'same-asn' | 'same-country' | 'different' | 'other-network';

const NEAR_PREFIX = { ipv4: 24, ipv6: 48 };

/** Every address the event knows: its own, and those of `ipInfo`. */
function eventAddresses({ ip, ipInfo }: FingerprintEvent): Address[] {
  return [ip, ipInfo?.v4?.address, ipInfo?.v6?.address]
    .map((text) => (text === undefined ? undefined : parseAddress(text)))
    .filter((address) => address !== undefined);
}

/**
 * Compares the client's address with **every** address the event knows, so that a dual-stack visitor is the same.
 * Undefined if either side has no address.
 * @param location Where the client is. The country of any of the event's addresses is the same country.
 */
export function matchAddress(
  clientIp: string | undefined,
  event: FingerprintEvent,
  location: GeoLocation = {},
): IpMatch | undefined {
  if (clientIp !== undefined && clientIp === event.ip) return 'same';
  const client = clientIp === undefined ? undefined : parseAddress(clientIp);
  const known = eventAddresses(event);
  if (client === undefined || known.length === 0) return undefined;

  const text = client.toString();
  if (known.some((address) => address.toString() === text)) return 'same';
  if (known.some((address) => networkHolds([address, NEAR_PREFIX[address.kind()]], client)))
    return 'same-network';

  const asnNetworks = [event.ipInfo?.v4?.asnNetwork, event.ipInfo?.v6?.asnNetwork]
    .map((network) => (network === undefined ? undefined : parseNetwork(network)))
    .filter((network) => network !== undefined);
  if (asnNetworks.some((network) => networkHolds(network, client))) return 'same-asn';

  const shared = sharesCountry(placeOf(location), eventPlaces(event));
  if (shared === undefined) return 'other-network';
  return shared ? 'same-country' : 'different';
}
