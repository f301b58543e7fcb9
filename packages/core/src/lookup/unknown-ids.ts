import { leastRecentlyUsed } from '../lib/least-recently-used.js';
import { mayBeInvisible } from './retry.js';

/** The number of unknown IDs held; the least recently used go first. An ID is at most 64 characters by default. */
const MAX_IDS = 10_000;

/**
 * Ids that the API has just answered with 404, so that repeating one costs no call. Each is held for the lag, and no
 * longer.
 */
export class UnknownIds {
  readonly #lagMs: number;
  readonly #now: () => number;
  readonly #clock: () => number;
  readonly #expiries = leastRecentlyUsed<number>(MAX_IDS);

  /**
   * @param lagMs The time that an event may take to become visible, ms; 0 holds nothing.
   * @param now The clock, ms since 1970. @param clock Monotonic clock, ms.
   */
  constructor(lagMs: number, now: () => number, clock: () => number) {
    this.#lagMs = lagMs;
    this.#now = now;
    this.#clock = clock;
  }

  has(id: string): boolean {
    return (this.#expiries.peek(id) ?? 0) > this.#clock();
  }

  /**
   * Records a 404. The ID of an event that may not be visible yet is not held.
   * @param elapsedMs Since the lookup began.
   */
  add(id: string, elapsedMs: number): void {
    if (this.#lagMs > 0 && !mayBeInvisible(id, this.#lagMs, elapsedMs, this.#now()))
      this.#expiries.set(id, this.#clock() + this.#lagMs);
  }
}
