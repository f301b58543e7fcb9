import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { type AbortingDeadline, DeadlineExceeded } from '../lib/deadline.js';
import { isFingerprintError } from '../lib/errors.js';
import { leastRecentlyUsed } from '../lib/least-recently-used.js';
import { isProgrammingError } from '../lib/programming-error.js';
import type { Timekeeper } from '../lib/timekeeper.js';
import type { Warn } from '../lib/warnings.js';
import type { ApiGate } from '../lookup/api-gate.js';
import { codedError } from '../lookup/coded-error.js';
import { isFlooded } from '../lookup/own-doing.js';
import { overBudget } from '../server-api/api-error.js';
import type { Calls } from '../server-api/client.js';
import type { FetchedHistory } from '../signals/collect.js';
import { type HistoryEntry, historyEntryOf, placesOf } from '../signals/history-entry.js';
import { reportedAsNew } from '../signals/new-visitor.js';
import type { SignalName } from '../signals/signals.js';
import type { Pipeline, StepInput } from './pipeline.js';

/** The number of a visitor's newest events that are fetched and kept. */
const MAX_ENTRIES = 20;

/** The time that histories are kept: every check adds to a visitor's history. In ms. */
const KEPT_MS = 60_000;

/** The number of visitors whose histories are held; the least recently used go first. One is about 5 KB. */
const MAX_VISITORS = 1000;

/** An API that is slow to search must not take the connections that lookups need. */
const MAX_AT_ONCE = 32;

interface VisitorHistoryParts {
  getVisitorHistory: Calls['getVisitorHistory'];
  /**
   * Within the budget of the lookups, which come first, and with its own breaker: an API whose search alone fails must
   * not stop them.
   */
  gate: ApiGate;
  timekeeper: Timekeeper;
  /** The bound of one search, ms. */
  deadlineMs: number;
  /** Monotonic clock, ms. */
  clock: () => number;
  warn: Warn;
}

/**
 * Builds the step that fetches the earlier times and places of an event's visitor, usually the newest first: only if a
 * policy reads a signal that needs them and the event alone does not determine. Without an API key, nothing is fetched.
 */
export function createFetchHistory(
  parts: Omit<VisitorHistoryParts, 'getVisitorHistory'> & Partial<Pick<Calls, 'getVisitorHistory'>>,
): Pipeline['fetchHistory'] {
  const { getVisitorHistory } = parts;
  if (!getVisitorHistory) return async () => ({});
  const histories = new VisitorHistories({ ...parts, getVisitorHistory });
  return (input) => histories.fetch(input);
}

/** The histories of visitors: at most one call a minute per visitor, and only with a turn that no lookup needs. */
class VisitorHistories {
  readonly #parts: VisitorHistoryParts;
  readonly #kept = leastRecentlyUsed<{ entries: HistoryEntry[]; expiry: number }>(MAX_VISITORS);
  readonly #underWay = new Map<string, Promise<HistoryEntry[]>>();

  constructor(parts: VisitorHistoryParts) {
    this.#parts = parts;
  }

  /** Returns what came before the event, if a policy reads it. */
  async fetch({ event, reads, deadline }: StepInput): Promise<FetchedHistory> {
    if (event?.visitorId === undefined || !asksForHistory(reads, event)) return {};
    const present = historyEntryOf(event);
    if (present === undefined) return {};
    try {
      const entries = await this.#historyOf(event.visitorId, deadline.leftMs());
      const earlier = entriesBefore(present, entries);
      if (!entries.some(({ eventId }) => eventId === present.eventId)) {
        entries.unshift(present);
        entries.splice(MAX_ENTRIES);
      }
      return { earlier };
    } catch (error) {
      if (isProgrammingError(error)) throw error;
      const why = isFingerprintError(error) ? error.message : 'no answer in time';
      this.#parts.warn(
        'history',
        `a visitor's history cannot be fetched: ${why}; newVisitor and travelKmh are unknown`,
      );
      return { lost: isOverBudget(error) ? 'over-budget' : 'unavailable' };
    }
  }

  /** Each check waits as long as its deadline allows; a history that arrives later serves the visitor's next check. */
  #historyOf(visitorId: string, leftMs: number): HistoryEntry[] | Promise<HistoryEntry[]> {
    const kept = this.#kept.get(visitorId);
    if (kept && kept.expiry > this.#parts.clock()) return kept.entries;
    const asked =
      this.#underWay.get(visitorId) ?? this.#ask(visitorId).finally(() => this.#underWay.delete(visitorId));
    this.#underWay.set(visitorId, asked);
    return this.#parts.timekeeper.within(leftMs, asked);
  }

  async #ask(visitorId: string): Promise<HistoryEntry[]> {
    const { gate, timekeeper, deadlineMs, clock } = this.#parts;
    if (this.#underWay.size >= MAX_AT_ONCE) throw overBudget();
    const entries = await timekeeper.withDeadline(deadlineMs, async (deadline) => {
      await gate.takeTurn(0, deadline);
      return this.#search(visitorId, deadline);
    });
    this.#kept.set(visitorId, { entries, expiry: clock() + KEPT_MS });
    return entries;
  }

  async #search(visitorId: string, deadline: AbortingDeadline): Promise<HistoryEntry[]> {
    const { gate, getVisitorHistory } = this.#parts;
    try {
      const { events } = await gate.call(
        () => getVisitorHistory(visitorId, { limit: MAX_ENTRIES }, deadline.signal),
        (error) => (isProgrammingError(error) ? error : codedError(error, deadline)),
      );
      return events.map(historyEntryOf).filter((entry) => entry !== undefined);
    } catch (error) {
      if (isFingerprintError(error) && error.code === 'ERR_FP_VISITOR_NOT_FOUND') return [];
      throw error;
    }
  }
}

/** True if clients can trigger the cause. */
const isOverBudget = (error: unknown): boolean =>
  isFlooded(error) || (error instanceof DeadlineExceeded && error.heldUp);

/** A new visitor has no history, and an event without a known location cannot be compared with it. */
function asksForHistory(reads: ReadonlySet<SignalName | 'event'>, event: FingerprintEvent): boolean {
  if (reads.has('newVisitor') && reportedAsNew(event) === undefined) return true;
  const readsTravel = reads.has('travelKmh') || reads.has('travelKm');
  return readsTravel && reportedAsNew(event) !== true && placesOf(event).length > 0;
}

/** Returns the entries before this one; undefined if all are later and the list may be incomplete. */
function entriesBefore(
  { eventId, timestamp }: HistoryEntry,
  entries: readonly HistoryEntry[],
): HistoryEntry[] | undefined {
  const earlier = entries.filter((seen) => seen.eventId !== eventId && seen.timestamp <= timestamp);
  return earlier.length === 0 && entries.length >= MAX_ENTRIES ? undefined : earlier;
}
