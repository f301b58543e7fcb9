/** A date, or a date and a time, in ISO 8601; the zone may be missing. */
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s?(?:Z|([+-]\d\d):?(\d\d)?)?)?$/i;

/**
 * Parses a point in time, ms since 1970; undefined for anything else. Without a zone it is in UTC. Other date formats
 * are ambiguous, so they are rejected.
 * @param dateIs The meaning of a date without a time: the start of that day, or its last millisecond.
 */
export function momentIn(text: string, dateIs: 'start' | 'end' = 'start'): number | undefined {
  const [, date, time = DAY[dateIs], hours = '+00', minutes = '00'] = ISO.exec(text) ?? [];
  if (date === undefined || !isDay(date)) return undefined;
  const at = Date.parse(`${date}T${time}${hours}:${minutes}`);
  return Number.isNaN(at) ? undefined : at;
}

const DAY = { start: '00:00', end: '23:59:59.999' } as const;

/** False for the 31st of February, which `Date` moves to March. */
function isDay(date: string): boolean {
  const at = Date.parse(date);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}
