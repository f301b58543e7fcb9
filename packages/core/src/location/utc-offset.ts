import { leastRecentlyUsed } from '../lib/least-recently-used.js';

/**
 * Reads a time zone's offset from UTC at a time (ms since 1970), such as `GMT+02:00`; `GMT` means no offset. Undefined
 * if the name is not that of a time zone.
 */
export type UtcOffset = (timezone: string, at: number) => string | undefined;

/** IANA has about 600 names. Bounded, because the client chooses one of the names. */
const MAX_ZONES = 600;

/** Builds the reader of offsets; it caches a formatter for each zone, because formatters are costly to create. */
export function createUtcOffset(): UtcOffset {
  const formats = leastRecentlyUsed<Intl.DateTimeFormat>(MAX_ZONES);
  return (timezone, at) => {
    try {
      const format =
        formats.get(timezone) ??
        new Intl.DateTimeFormat('en', { timeZone: timezone, timeZoneName: 'longOffset' });
      formats.set(timezone, format);
      return format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value;
    } catch {
      return undefined;
    }
  };
}
