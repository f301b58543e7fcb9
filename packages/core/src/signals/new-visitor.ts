import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { HistoryEntry } from './history-entry.js';

/** The first event of a visitor and when it was first seen are one moment, written by two clocks. In ms. */
const SAME_MOMENT_MS = 1000;

/**
 * Whether this is a visitor's first event, as the event itself says; undefined if it does not, as in 2019.
 * Of what v3 says of all accounts and of this one, this one's counts.
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

/** The same, or else what the visitor's history says. @param earlier Its earlier events; undefined if not known. */
export function isNewVisitor(
  event: FingerprintEvent,
  earlier: readonly HistoryEntry[] | undefined,
): boolean | undefined {
  return reportedAsNew(event) ?? (earlier && earlier.length === 0);
}
