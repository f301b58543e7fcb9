import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { nearest, sharesCountry } from '../location/compare-places.js';
import type { GeoLocation } from '../location/geo-location.js';
import { placeOf } from '../location/place.js';
import { eventPlaces } from './event-places.js';
import type { IpMatch } from './ip-match.js';
import type { SignalName, Signals } from './signals.js';

/**
 * The distance, with the accuracy subtracted, above which locations differ. It is wide because carriers route the
 * traffic of one city through another. In km.
 */
export const MAX_DISTANCE_KM = 500;

/** The signals that follow from comparing the client's location with the event's. */
export type IpLocationSignals = Pick<Signals, 'ipLocationMismatch' | 'ipDistanceKm' | 'ipAccuracyKm'>;

/** True if the policy reads a signal that needs the client's location and that the addresses alone do not determine. */
export function asksForLocation(
  reads: ReadonlySet<SignalName | 'event'>,
  ipMatch: IpMatch | undefined,
  event: FingerprintEvent,
): boolean {
  if (isOnePlace(ipMatch)) return false;
  const places = eventPlaces(event);
  const locatable = places.some(({ country, point }) => country !== undefined || point !== undefined);
  if (
    locatable &&
    (reads.has('ipLocationMismatch') || reads.has('ipDistanceKm') || reads.has('ipAccuracyKm'))
  )
    return true;
  return (
    reads.has('ipMatch') && ipMatch === 'other-network' && places.some(({ country }) => country !== undefined)
  );
}

/**
 * Compares the client's location with those of the event's addresses; the best match counts. Equal addresses, and
 * addresses in one network, are in one place without asking `geo`. Coordinates take precedence; countries are compared
 * only without them.
 */
export function compareLocation(
  client: GeoLocation | undefined,
  ipMatch: IpMatch | undefined,
  event: FingerprintEvent,
): IpLocationSignals {
  if (isOnePlace(ipMatch)) return { ipLocationMismatch: false, ipDistanceKm: 0, ipAccuracyKm: 0 };
  if (client === undefined) return {};
  const [place, places] = [placeOf(client), eventPlaces(event)];
  const apart = nearest(place, places);
  const countriesOnly = places.filter(({ point }) => point === undefined);
  if (apart && sharesCountry(place, countriesOnly) !== true) {
    const { distanceKm, accuracyKm } = apart;
    return {
      ipLocationMismatch: distanceKm > MAX_DISTANCE_KM + accuracyKm,
      ipDistanceKm: distanceKm,
      ipAccuracyKm: accuracyKm,
    };
  }
  const shared = sharesCountry(place, places);
  return { ipLocationMismatch: shared === undefined ? undefined : !shared };
}

function isOnePlace(ipMatch: IpMatch | undefined): boolean {
  return ipMatch === 'same' || ipMatch === 'same-network';
}
