import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { UtcOffset } from '../location/utc-offset.js';

/**
 * True if the time zones of the visitor's browser and of the event's address show different times at the time of the
 * event: compared by their offset from UTC, not by name, because many names share one offset. If there is an address of
 * each family, one match is enough. Undefined if the time or a zone is unknown or invalid.
 *
 * The visitor's zone is `vpn.originTimezone`, as the browser reported it: **a client can choose it**, and a browser
 * that resists fingerprinting reports UTC.
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
