import { distanceKm } from './distance.js';
import type { Place } from './place.js';

/** How far two places are apart, and how far both may be from the truth together. */
export interface Apart {
  distanceKm: number;
  /** Sum of both accuracy radii. */
  accuracyKm: number;
}

/** True where a place is in one of the countries of others; undefined where either side knows no country. */
export function sharesCountry({ country }: Place, others: readonly Place[]): boolean | undefined {
  const known = others.map((other) => other.country).filter((code) => code !== undefined);
  return country === undefined || known.length === 0 ? undefined : known.includes(country);
}

/**
 * The nearest of other places, accuracy taken off: no bound on the distance is kept by another one where this one
 * breaks it. Undefined where either side knows no coordinates.
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
 * The distance between two sets of places at the least, km: that of the two nearest ones, accuracy taken off. Undefined
 * where either side knows no coordinates.
 */
export function gapKm(places: readonly Place[], others: readonly Place[]): number | undefined {
  const gaps = places
    .map((place) => nearest(place, others))
    .filter((apart) => apart !== undefined)
    .map((apart) => Math.max(0, slack(apart)));
  return gaps.length === 0 ? undefined : Math.min(...gaps);
}

const slack = (apart: Apart): number => apart.distanceKm - apart.accuracyKm;
