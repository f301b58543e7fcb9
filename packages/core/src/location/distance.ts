import type { Point } from './place.js';

/** The Earth's mean radius. Source: IUGG. */
const EARTH_RADIUS_KM = 6371.0088;

type Coordinates = Pick<Point, 'latitude' | 'longitude'>;

/**
 * Calculates the distance between two points over the ground, in km: from 0 to half the Earth's circumference
 * (haversine).
 */
export function distanceKm(from: Coordinates, to: Coordinates): number {
  const chord =
    haversine(to.latitude - from.latitude) +
    Math.cos(radians(from.latitude)) *
      Math.cos(radians(to.latitude)) *
      haversine(to.longitude - from.longitude);
  // Rounding can yield slightly more than 1 for points at opposite ends of the globe.
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, chord)));
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

const haversine = (degrees: number): number => Math.sin(radians(degrees) / 2) ** 2;
