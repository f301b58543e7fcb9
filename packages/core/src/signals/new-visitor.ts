import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { HistoryEntry } from './history-entry.js';

/**
 * The time of a visitor's first event and the time when it was first seen are one moment, stamped by two clocks. In ms.
 */
const SAME_MOMENT_MS = 1000;

/**
 * True if this is a visitor's first event according to the event itself; undefined if it does not tell, as in 2019. v3
 * tells it for all accounts and for this one, whose answer counts.
 */
export function reportedAsNew({
  visitorFound,
  firstSeenAt,
  timestamp,
}: FingerprintEvent): boolean | undefined {
  if (visitorFound === false) return true;
  if (firstSeenAt !== undefined && timestamp !== undefined) return firstSeenAt > timestamp - SAME_MOMENT_MS;
  return visitorFound === undefined ? undefined : false;
}

/**
 * True if this is a visitor's first event according to the event, or else to the visitor's history.
 * @param earlier Its earlier events; undefined if unknown.
 */
export function isNewVisitor(
  event: FingerprintEvent,
  earlier: readonly HistoryEntry[] | undefined,
): boolean | undefined {
  return reportedAsNew(event) ?? (earlier && earlier.length === 0);
}
