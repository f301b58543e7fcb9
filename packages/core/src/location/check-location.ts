import type { GeoLocation } from './geo-location.js';

const STRINGS = ['countryCode', 'timezone', 'asn'] as const;
const NUMBERS = ['latitude', 'longitude', 'accuracyRadiusKm'] as const;

/**
 * Reads a provider's answer: a location, or nothing. Other fields than those of a location are dropped, and `null`
 * counts as unknown.
 * @throws TypeError for anything else.
 */
export function readLocation(answer: unknown): GeoLocation | undefined {
  if (answer === undefined || answer === null) return undefined;
  if (typeof answer !== 'object' || Array.isArray(answer)) throw new TypeError('not a location');
  const fields = answer as Record<string, unknown>;
  return {
    ...readFields(fields, STRINGS, isString),
    ...readFields(fields, NUMBERS, isNumber),
  };
}

function readFields<Name extends string, T>(
  fields: Record<string, unknown>,
  names: readonly Name[],
  isValid: (value: unknown) => value is T,
): { [name in Name]?: T } {
  const read: { [name in Name]?: T } = {};
  for (const name of names) {
    const value = fields[name] ?? undefined;
    if (value === undefined) continue;
    if (!isValid(value)) throw new TypeError(`not a location: ${name}`);
    read[name] = value;
  }
  return read;
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
