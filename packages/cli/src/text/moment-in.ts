/** A date, or a date and a time, in ISO 8601; the zone may be missing. */
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s?(?:Z|([+-]\d\d):?(\d\d)?)?)?$/i;

/**
 * Parses a point in time, ms since 1970; undefined for anything else. Without a zone it is in UTC, and without a time
 * it is the start of the day. Other date formats are ambiguous, so they are rejected.
 */
export function momentIn(text: string): number | undefined {
  const [, date, time = '00:00', hours = '+00', minutes = '00'] = ISO.exec(text) ?? [];
  if (date === undefined || !isDay(date)) return undefined;
  const at = Date.parse(`${date}T${time}${hours}:${minutes}`);
  return Number.isNaN(at) ? undefined : at;
}

/** False for the 31st of February, which `Date` moves to March. */
function isDay(date: string): boolean {
  const at = Date.parse(date);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}
