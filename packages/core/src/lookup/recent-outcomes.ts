/** The number of seconds that are remembered. */
const SECONDS = 10;

interface Sum {
  requests: number;
  failures: number;
}

/** Counts the outcomes of the requests of the last ten seconds, per second. */
export class RecentOutcomes {
  readonly #seconds = Array.from({ length: SECONDS }, () => ({ second: -1, requests: 0, failures: 0 }));

  /** @param now Monotonic clock, ms. */
  add(failed: boolean, now: number): void {
    const second = Math.floor(now / 1000);
    const slot = second % SECONDS;
    let counted = this.#seconds[slot];
    if (counted?.second !== second) {
      counted = { second, requests: 0, failures: 0 };
      this.#seconds[slot] = counted;
    }
    counted.requests++;
    if (failed) counted.failures++;
  }

  /** @param now Monotonic clock, ms. */
  sum(now: number): Sum {
    const oldest = Math.floor(now / 1000) - SECONDS;
    const recent = this.#seconds.filter(({ second }) => second > oldest);
    return {
      requests: recent.reduce((sum, { requests }) => sum + requests, 0),
      failures: recent.reduce((sum, { failures }) => sum + failures, 0),
    };
  }
}
