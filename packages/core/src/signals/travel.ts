import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { gapKm } from '../location/compare-places.js';
import { type HistoryEntry, historyEntryOf } from './history-entry.js';
import type { Signals } from './signals.js';

/** What follows from where a visitor was before. */
export type TravelSignals = Pick<Signals, 'travelKm' | 'travelKmh'>;

const HOUR_MS = 3_600_000;

/**
 * A journey counts as this long at the least. A phone that leaves Wi-Fi for its carrier is elsewhere within a moment, by
 * its address: hundreds of kilometres, as carriers locate phones at an exchange. In ms.
 */
const MIN_JOURNEY_MS = HOUR_MS / 2;

/**
 * How far, and how fast at the least, a visitor has come since it was seen before; of several times the one that took the
 * fastest journey, so that a second event from the new place hides nothing. Of the places of one event the nearest counts,
 * and both accuracy radii are taken off. Unknown if no two places can be compared.
 */
export function travelSince(earlier: readonly HistoryEntry[], event: FingerprintEvent): TravelSignals {
  const now = historyEntryOf(event);
  if (now === undefined) return {};
  return earlier.reduce<TravelSignals>((fastest, before) => {
    const travelKm = gapKm(before.places, now.places);
    if (travelKm === undefined) return fastest;
    const journeyMs = Math.max(MIN_JOURNEY_MS, now.timestamp - before.timestamp);
    const travelKmh = travelKm / (journeyMs / HOUR_MS);
    return (fastest.travelKmh ?? -1) < travelKmh ? { travelKm, travelKmh } : fastest;
  }, {});
}
