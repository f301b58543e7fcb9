import type { GeoLocation } from './geo-location.js';

/** A location in the form that is compared: without unusable parts. */
export interface Place {
  /** ISO 3166-1 alpha-2, in upper case. */
  country?: string;
  point?: Point;
}

/** A point on the globe, and its accuracy. */
export interface Point {
  /** Degrees, north positive. */
  latitude: number;
  /** Degrees, east positive. */
  longitude: number;
  /** 0 if it is unknown. */
  radiusKm: number;
}

/** Codes that databases use if the country is unknown or only the continent is known. */
const NO_COUNTRIES: ReadonlySet<string> = new Set(['XX', 'ZZ', 'AP', 'EU']);

/**
 * The radius of an address whose country alone is known, km: its coordinates are then the middle of the country, and
 * the radius does not cover all of a large one. Source: MaxMind, as its largest accuracy radius.
 */
const COUNTRY_RADIUS_KM = 1000;

/**
 * Reduces a location to its comparable parts. An invalid country code, coordinates off the globe and the middle of a
 * country count as unknown.
 */
export function placeOf({ countryCode, latitude, longitude, accuracyRadiusKm }: GeoLocation): Place {
  const code = countryCode?.toUpperCase() ?? '';
  const isCountry = /^[A-Z]{2}$/.test(code) && !NO_COUNTRIES.has(code);
  const radiusKm = accuracyRadiusKm !== undefined && accuracyRadiusKm > 0 ? accuracyRadiusKm : 0;
  const isMiddle = isCountry && radiusKm >= COUNTRY_RADIUS_KM;
  return {
    ...(isCountry ? { country: code } : {}),
    ...(!isMiddle && isWithin(latitude, 90) && isWithin(longitude, 180)
      ? { point: { latitude, longitude, radiusKm } }
      : {}),
  };
}

function isWithin(degrees: number | undefined, bound: number): degrees is number {
  return degrees !== undefined && Math.abs(degrees) <= bound;
}
