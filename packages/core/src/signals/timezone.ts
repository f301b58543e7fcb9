import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { UtcOffset } from '../location/utc-offset.js';

/**
 * True if the visitor's clock and the event's address are in time zones that show different times at the event:
 * compared by their offset from UTC then, not by name, as many names share one. With an address of each family, one
 * that agrees is enough. Undefined if the time, a zone, or what the name of one means is not known.
 *
 * The visitor's zone is `vpn.originTimezone`, as the browser reported it: **a client can choose it**, and a browser that
 * resists fingerprinting reports UTC.
 */
export function timezoneMismatch(event: FingerprintEvent, utcOffset: UtcOffset): boolean | undefined {
  const { timestamp, vpn, ipInfo } = event;
  const own = vpn?.originTimezone;
  const zones = [ipInfo?.v4?.location?.timezone, ipInfo?.v6?.location?.timezone].filter(
    (zone) => zone !== undefined,
  );
  if (timestamp === undefined || own === undefined || zones.length === 0) return undefined;
  if (zones.includes(own)) return false;
  const offset = utcOffset(own, timestamp);
  const offsets = zones.map((zone) => utcOffset(zone, timestamp)).filter((known) => known !== undefined);
  return offset === undefined || offsets.length === 0 ? undefined : !offsets.includes(offset);
}
