import type { Json } from '../json.js';

const LAST_TIME = 8_640_000_000_000_000;

/** Writes Unix milliseconds as ISO 8601 in UTC; `undefined` for an invalid time. */
export function isoTime(at: Json | undefined): string | undefined {
  return typeof at === 'number' && Math.abs(at) <= LAST_TIME ? new Date(at).toISOString() : undefined;
}
