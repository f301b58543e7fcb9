import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { gapKm } from '../location/compare-places.js';
import { type HistoryEntry, historyEntryOf } from './history-entry.js';
import type { Signals } from './signals.js';

/** The signals that follow from a visitor's earlier places. */
export type TravelSignals = Pick<Signals, 'travelKm' | 'travelKmh'>;

const HOUR_MS = 3_600_000;

/**
 * The minimum duration of a journey. A phone that switches from Wi-Fi to its carrier seems to move hundreds of
 * kilometres in a moment, because its address belongs to an exchange of the carrier. In ms.
 */
const MIN_JOURNEY_MS = HOUR_MS / 2;

/**
 * The distance and the lowest possible speed of a visitor's journey since it was seen before; of several earlier
 * events, the one that implies the fastest journey counts, so that a second event from the new place hides nothing. Of
 * the places of one event the nearest counts, and both accuracy radii are subtracted. Unknown if no two places can be
 * compared.
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
