/**
 * A rate of turns: this many per second, after a burst. A turn that is not free yet can be reserved; turns become free
 * in the order in which they were taken.
 */
export class TokenBucket {
  #perSecond: number;
  #burst: number;
  /** Below zero while turns are reserved ahead. */
  #tokens: number;
  #filledAt: number;

  constructor(perSecond: number, burst: number, tokens: number, now: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = tokens;
    this.#filledAt = now;
  }

  /** Returns the wait for the next turn, ms. */
  waitMs(now: number): number {
    this.#fill(now);
    return Math.max(0, ((1 - this.#tokens) / this.#perSecond) * 1000);
  }

  /**
   * Returns the share of the burst that is left after taking this many turns, 1 for all of it; below 0 if turns are
   * reserved ahead.
   */
  fullness(now: number, taken: number): number {
    this.#fill(now);
    return (this.#tokens - taken) / this.#burst;
  }

  /** Reserves the next turn. */
  take(now: number): void {
    this.#fill(now);
    this.#tokens -= 1;
  }

  /** Removes turns that were used elsewhere, as far as there are any: none is reserved ahead. */
  spend(turns: number, now: number): void {
    this.#fill(now);
    this.#tokens = Math.min(this.#tokens, Math.max(0, this.#tokens - turns));
  }

  /** Changes the rate; saved and reserved turns stay. */
  setRate(perSecond: number, burst: number, now: number): void {
    this.#fill(now);
    this.#perSecond = perSecond;
    this.#burst = burst;
  }

  #fill(now: number): void {
    const earned = ((now - this.#filledAt) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + earned);
    this.#filledAt = now;
  }
}
