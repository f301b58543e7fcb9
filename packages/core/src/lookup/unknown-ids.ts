import { LRUCache } from 'lru-cache';
import { mayBeInvisible } from './retry.js';

/** How many unknown ids are held; the least recently used go first. An id is at most 64 characters unless told. */
const MAX_IDS = 10_000;

/** Ids the API has just called unknown, so that repeating one costs no call. Each is held for the lag, no longer. */
export interface UnknownIds {
  has(id: string): boolean;
  /** Told of a 404. One of an event that may not be visible yet is not held. @param elapsedMs Since the look-up began. */
  add(id: string, elapsedMs: number): void;
}

/** @param lagMs How long an event may take to be visible, ms; 0 holds nothing. @param now The clock, ms since 1970. */
export function createUnknownIds(lagMs: number, now: () => number): UnknownIds {
  const expiries = new LRUCache<string, number>({ max: MAX_IDS });
  return {
    has: (id) => (expiries.peek(id) ?? 0) > now(),
    add(id, elapsedMs) {
      const time = now();
      if (lagMs > 0 && !mayBeInvisible(id, lagMs, elapsedMs, time)) expiries.set(id, time + lagMs);
    },
  };
}
