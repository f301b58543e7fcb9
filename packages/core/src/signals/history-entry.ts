import type { EventAddress, FingerprintEvent } from '../event/fingerprint-event.js';
import { isSingleUse } from '../event/single-use.js';
import { type Place, placeOf } from '../location/place.js';

/** When and where a visitor was seen: what is kept of an event of its history. */
export interface HistoryEntry {
  eventId: string;
  /** ms since 1970. */
  timestamp: number;
  /** Where its addresses are, both families; empty where they do not tell. */
  places: readonly Place[];
}

/** What an event says of where its visitor was; undefined if it does not say when, or which it is. */
export function historyEntryOf(event: FingerprintEvent): HistoryEntry | undefined {
  if (!isSingleUse(event)) return undefined;
  const { eventId, timestamp } = event;
  return { eventId, timestamp, places: placesOf(event) };
}

/**
 * Where an event's visitor is, as far as its addresses tell. The exit of a VPN, a relay, a proxy or Tor says where that
 * is, not its visitor, and so does an address of a data centre. A country alone is no point to measure from.
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
