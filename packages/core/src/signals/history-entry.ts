import type { EventAddress, FingerprintEvent } from '../event/fingerprint-event.js';
import { isSingleUse } from '../event/single-use.js';
import { type Place, placeOf } from '../location/place.js';

/** The time and place at which a visitor was seen: the parts that are kept of an event in its history. */
export interface HistoryEntry {
  eventId: string;
  /** The time of the event, ms since 1970. */
  timestamp: number;
  /** The locations of its addresses, of both families; empty if they are unknown. */
  places: readonly Place[];
}

/** Reads the time and place from an event; undefined if it has no time or no ID. */
export function historyEntryOf(event: FingerprintEvent): HistoryEntry | undefined {
  if (!isSingleUse(event)) return undefined;
  const { eventId, timestamp } = event;
  return { eventId, timestamp, places: placesOf(event) };
}

/**
 * Locates an event's visitor by its addresses. The exit of a VPN, a relay, a proxy or Tor, like an address of a data
 * centre, shows its own location and not the visitor's. A country alone is not a point to measure from.
 */
export function placesOf({ vpn, proxy, tor, ipInfo }: FingerprintEvent): Place[] {
  if (vpn?.detected || vpn?.methods?.relay || proxy?.detected || tor) return [];
  return [ipInfo?.v4, ipInfo?.v6].flatMap((address) => placeOfVisitor(address));
}

function placeOfVisitor(address: EventAddress | undefined): Place[] {
  if (!address?.location || address.datacenter) return [];
  const { point } = placeOf(address.location);
  return point ? [{ point }] : [];
}
