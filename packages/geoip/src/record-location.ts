import type { GeoLocation } from '@fingerprint-guard/core';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the location from a database's record, in either of two shapes: MaxMind's own, which DB-IP follows
 * (`country.iso_code`, `location.latitude`), or the flat one of ip-location-db (`country_code`, `latitude`).
 * Undefined if the record has none. The country where an address is registered is not its location, and is not read.
 */
export function recordLocation(record: unknown): GeoLocation | undefined {
  const flat = fields(record);
  const { iso_code } = fields(flat.country);
  const { latitude, longitude, accuracy_radius, time_zone } = fields(flat.location);
  const location = {
    ...known('countryCode', text(iso_code) ?? text(flat.country_code)),
    ...known('latitude', number(latitude) ?? number(flat.latitude)),
    ...known('longitude', number(longitude) ?? number(flat.longitude)),
    ...known('accuracyRadiusKm', number(accuracy_radius)),
    ...known('timezone', text(time_zone) ?? text(flat.timezone)),
  };
  return Object.keys(location).length > 0 ? location : undefined;
}

function fields(value: unknown): Fields {
  return value !== null && typeof value === 'object' ? (value as Fields) : {};
}

function known<Name extends string, T>(name: Name, value: T | undefined): { [name in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [name in Name]?: T });
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Some databases store coordinates as strings. */
const number = (value: unknown): number | undefined => {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
};
