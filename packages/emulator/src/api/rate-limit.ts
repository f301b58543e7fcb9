/** How many API requests are answered: a steady rate, and how many at once after a pause. */
export interface RateLimit {
  /** The sustained rate, requests per second. */
  readonly perSecond: number;
  /** The requests at once after a pause. */
  readonly burst: number;
}

/** A token bucket on the emulator's own clock; without a limit it is never empty. */
export class RateLimiter {
  readonly #limit: RateLimit | undefined;
  readonly #now: () => number;
  #tokens = 0;
  #filledAt = 0;

  constructor(limit: RateLimit | undefined, now: () => number) {
    this.#limit = limit;
    this.#now = now;
    this.reset();
  }

  /** Takes one request's share; false when it is used up. */
  take(): boolean {
    if (!this.#limit) return true;
    const { perSecond, burst } = this.#limit;
    const now = this.#now();
    const gained = (Math.max(0, now - this.#filledAt) / 1000) * perSecond;
    this.#tokens = Math.min(burst, this.#tokens + gained);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** How many whole seconds it takes, at most, until a request is answered again. */
  secondsToWait(): number {
    return this.#limit ? Math.ceil((1 - this.#tokens) / this.#limit.perSecond) : 0;
  }

  /** Fills the bucket. */
  reset(): void {
    this.#tokens = this.#limit?.burst ?? 0;
    this.#filledAt = this.#now();
  }
}
