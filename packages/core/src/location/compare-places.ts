import { distanceKm } from './distance.js';
import type { Place } from './place.js';

/** The distance between two places, and its accuracy. */
export interface Apart {
  distanceKm: number;
  /** The sum of both accuracy radii. */
  accuracyKm: number;
}

/** True if a place is in one of the countries of others; undefined if either side knows no country. */
export function sharesCountry({ country }: Place, others: readonly Place[]): boolean | undefined {
  const known = others.map((other) => other.country).filter((code) => code !== undefined);
  return country === undefined || known.length === 0 ? undefined : known.includes(country);
}

/**
 * Finds the nearest of other places, with the accuracy subtracted: if it exceeds a bound on the distance, all of them
 * do. Undefined if either side knows no coordinates.
 */
export function nearest({ point }: Place, others: readonly Place[]): Apart | undefined {
  if (point === undefined) return undefined;
  return others
    .flatMap(({ point: other }) =>
      other ? [{ distanceKm: distanceKm(point, other), accuracyKm: point.radiusKm + other.radiusKm }] : [],
    )
    .reduce<Apart | undefined>(
      (best, apart) => (best && slack(best) <= slack(apart) ? best : apart),
      undefined,
    );
}

/**
 * Finds the least distance between two sets of places, km: that of the two nearest ones, with the accuracy subtracted.
 * Undefined if either side knows no coordinates.
 */
export function gapKm(places: readonly Place[], others: readonly Place[]): number | undefined {
  const gaps = places
    .map((place) => nearest(place, others))
    .filter((apart) => apart !== undefined)
    .map((apart) => Math.max(0, slack(apart)));
  return gaps.length === 0 ? undefined : Math.min(...gaps);
}

const slack = (apart: Apart): number => apart.distanceKm - apart.accuracyKm;
