import { leastRecentlyUsed } from '../lib/least-recently-used.js';

/**
 * A time zone's offset from UTC at a time (ms since 1970), such as `GMT+02:00`; `GMT` is no offset.
 * Undefined where the name is not one of a time zone.
 */
export type UtcOffset = (timezone: string, at: number) => string | undefined;

/** IANA has about 600 names. Bounded, as one of the names compared is the client's to choose. */
const MAX_ZONES = 600;

/** Builds the reader of offsets; it keeps a formatter of each zone, which is costly to make. */
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
