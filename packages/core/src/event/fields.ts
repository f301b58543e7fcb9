import { isObject } from '../lib/is-object.js';

/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/*
 * Typed reading of upstream JSON. A value of the wrong type is `undefined`, like a missing one:
 * the API adds fields and values without notice, and none of them may fail a request.
 */

export function object(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

export function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A non-empty string. */
export function name(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function boolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** A point in time with its zone, as ISO 8601 writes it. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/i;

/** An ISO 8601 time as ms since 1970. A time without a zone is ambiguous, so it is undefined. */
export function isoTime(value: unknown): number | undefined {
  if (typeof value !== 'string' || !ISO_TIME.test(value)) return undefined;
  // biome-ignore lint/style/noRestrictedGlobals: parsing a time reads no clock.
  return number(Date.parse(value));
}

/** The object, or undefined if nothing in it is known. */
export function unlessEmpty<T extends object>(value: T): T | undefined {
  for (const field in value) if (value[field] !== undefined) return value;
  return undefined;
}

/**
 * Derives the probability that 2019 had from a verdict: bad is 1, good and not detected are 0, any other is undefined.
 */
export function botProbability(bot: string | undefined): number | undefined {
  if (bot === 'bad') return 1;
  return bot === 'good' || bot === 'not_detected' ? 0 : undefined;
}
