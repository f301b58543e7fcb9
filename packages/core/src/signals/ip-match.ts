import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { type Address, networkHolds, parseAddress, parseNetwork } from '../location/address.js';
import { sharesCountry } from '../location/compare-places.js';
import type { GeoLocation } from '../location/geo-location.js';
import { placeOf } from '../location/place.js';
import { eventPlaces } from './event-places.js';

/**
 * The relation of the client's address to the event's addresses, closest first: the same address; one /24 (IPv4) or /48
 * (IPv6); one autonomous system's network; one country; another country. `other-network`: outside the event's networks,
 * with an unknown country on at least one side.
 */
export type IpMatch = 'same' | 'same-network' | 'same-asn' | 'same-country' | 'different' | 'other-network';

const NEAR_PREFIX = { ipv4: 24, ipv6: 48 };

/** Every address that the event contains: its own, and those of `ipInfo`. */
function eventAddresses({ ip, ipInfo }: FingerprintEvent): Address[] {
  return [ip, ipInfo?.v4?.address, ipInfo?.v6?.address]
    .map((text) => (text === undefined ? undefined : parseAddress(text)))
    .filter((address) => address !== undefined);
}

/**
 * Compares the client's address with **every** address that the event contains, so that a dual-stack visitor matches.
 * Undefined if either side has no address.
 * @param location The client's location. If its country is that of any of the event's addresses, it is the same
 * country.
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
