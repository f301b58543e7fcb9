import { LRUCache } from 'lru-cache';
import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { withDeadline, within } from '../lib/deadline.js';
import { isFingerprintError } from '../lib/errors.js';
import type { Warn } from '../lib/warnings.js';
import type { Breaker } from '../lookup/breaker.js';
import type { Budget } from '../lookup/budget.js';
import { overBudget } from '../server-api/api-error.js';
import type { Calls } from '../server-api/client.js';
import { saidNew } from '../signals/new-visitor.js';
import { type Sighting, sightingOf, whereabouts } from '../signals/sighting.js';
import type { SignalName } from '../signals/signals.js';

/** How many of a visitor's newest events are asked for, and kept. */
const MAX_SIGHTINGS = 20;

/** Histories are kept this long: every check adds its own event to them. In ms. */
const KEPT_MS = 60_000;

/** How many visitors' histories are held; the least recently used go first. One is about 5 KB. */
const MAX_VISITORS = 1000;

/** An API that is slow to search must not take the connections that look-ups need. */
const MAX_AT_ONCE = 32;

/**
 * Recalls when and where an event's visitor was seen before it, the newest first as a rule: only where a policy reads what
 * takes it and the event alone does not tell; undefined otherwise, and where it cannot be had. Never rejects.
 * @param started When the check began, by `performance.now()`.
 */
export type Recall = (
  event: FingerprintEvent | undefined,
  reads: ReadonlySet<SignalName | 'event'>,
  started: number,
) => Promise<readonly Sighting[] | undefined>;

interface RecallOptions {
  /** Asks for a visitor's events; undefined where the guard has no API key. */
  getVisitorHistory: Calls['getVisitorHistory'] | undefined;
  /** That of the look-ups, which come first. */
  budget: Budget;
  /** Not that of the look-ups: an API that only fails to search must not end them. */
  breaker: Breaker;
  /** The bound of the whole check, which the look-up may have used up. */
  deadlineMs: number;
  /** The clock, ms since 1970. */
  now: () => number;
  warn: Warn;
}

/** Builds the recall over the Server API: a call a visitor a minute at the most, and only with a turn nobody else needs. */
export function createRecall(options: RecallOptions): Recall {
  const { getVisitorHistory, budget, breaker, deadlineMs, now, warn } = options;
  const kept = new LRUCache<string, { sightings: Sighting[]; expiry: number }>({ max: MAX_VISITORS });
  const underWay = new Map<string, Promise<Sighting[]>>();
  if (!getVisitorHistory) return async () => undefined;

  const request = async (visitorId: string, signal: AbortSignal): Promise<Sighting[]> => {
    try {
      const { events } = await getVisitorHistory(visitorId, { limit: MAX_SIGHTINGS }, signal);
      budget.succeeded();
      return events.map(sightingOf).filter((sighting) => sighting !== undefined);
    } catch (thrown) {
      budget.failed(thrown);
      if (isFingerprintError(thrown) && thrown.code === 'ERR_FP_VISITOR_NOT_FOUND') return [];
      throw thrown;
    }
  };

  const ask = async (visitorId: string): Promise<Sighting[]> => {
    if (underWay.size >= MAX_AT_ONCE || budget.isShort(1)) throw overBudget();
    budget.take(0);
    const sightings = await withDeadline(deadlineMs, ({ signal }) =>
      breaker(() => request(visitorId, signal)),
    );
    kept.set(visitorId, { sightings, expiry: now() + KEPT_MS });
    return sightings;
  };

  /** Each check waits for as long as it has; what comes later is there for the visitor's next one. */
  const historyOf = (visitorId: string, leftMs: number): Sighting[] | Promise<Sighting[]> => {
    const known = kept.get(visitorId);
    if (known && known.expiry > now()) return known.sightings;
    const asked = underWay.get(visitorId) ?? ask(visitorId).finally(() => underWay.delete(visitorId));
    underWay.set(visitorId, asked);
    return within(leftMs, asked);
  };

  return async (event, reads, started) => {
    if (event?.visitorId === undefined || !asksForHistory(reads, event)) return undefined;
    const present = sightingOf(event);
    if (present === undefined) return undefined;
    try {
      const sightings = await historyOf(event.visitorId, deadlineMs - (performance.now() - started));
      const earlier = sightingsBefore(present, sightings);
      if (!sightings.some(({ eventId }) => eventId === present.eventId)) {
        sightings.unshift(present);
        sightings.splice(MAX_SIGHTINGS);
      }
      return earlier;
    } catch (error) {
      const why = isFingerprintError(error) ? error.message : 'it does not come in time';
      warn('history', `a visitor's history cannot be had: ${why}; newVisitor and travelKmh are not known`);
      return undefined;
    }
  };
}

/** A visitor that is new has no history, and one whose address does not tell where it is cannot be compared with it. */
function asksForHistory(reads: ReadonlySet<SignalName | 'event'>, event: FingerprintEvent): boolean {
  if (reads.has('newVisitor') && saidNew(event) === undefined) return true;
  const readsTravel = reads.has('travelKmh') || reads.has('travelKm');
  return readsTravel && saidNew(event) !== true && whereabouts(event).length > 0;
}

/** Those before this one; unknown where a list that may go on has only later ones. */
function sightingsBefore(
  { eventId, timestamp }: Sighting,
  sightings: readonly Sighting[],
): Sighting[] | undefined {
  const earlier = sightings.filter((seen) => seen.eventId !== eventId && seen.timestamp <= timestamp);
  return earlier.length === 0 && sightings.length >= MAX_SIGHTINGS ? undefined : earlier;
}
