import { leastRecentlyUsed } from '../lib/least-recently-used.js';
import type { Claimed } from '../signals/collect.js';

/** The number of used IDs that this process remembers in addition to the store; the least recently used go first. */
const MAX_KEYS = 10_000;

/** The claim of a key that this process knows to be used. */
export const USED: Claimed = { reused: true, replayStore: 'ok' };

/**
 * The claims that this process knows without asking the store: pending ones, answered ones, and those of requests that
 * passed because the store did not answer. Many requests with one ID, which would queue at a slow store until its answers
 * come too late, become one call: at most one of them can pass.
 */
export class OwnClaims {
  readonly #clock: () => number;
  readonly #ttlMs: number;
  readonly #underWay = new Set<string>();
  readonly #usedUntil = leastRecentlyUsed<number>(MAX_KEYS);

  /** @param ttlMs The lifetime of a claim, ms. @param clock Monotonic clock, ms. */
  constructor(ttlMs: number, clock: () => number) {
    this.#ttlMs = ttlMs;
    this.#clock = clock;
  }

  /** Claims a key; asks the store only if this process does not know that the key is used. */
  async claim(key: string, ask: () => Promise<Claimed>): Promise<Claimed> {
    if (this.#underWay.has(key) || this.#isUsed(key)) return USED;
    this.#underWay.add(key);
    const usedUntil = this.#clock() + this.#ttlMs;
    try {
      const claimed = await ask();
      if (claimed.replayStore === 'ok') this.#usedUntil.set(key, usedUntil);
      return claimed.replayStore === 'unavailable' ? { ...claimed, passOnce: this.#passOnce(key) } : claimed;
    } finally {
      this.#underWay.delete(key);
    }
  }

  /**
   * Takes the single pass of a key that the store did not answer for: true for the request that got it, however often
   * it asks.
   */
  #passOnce(key: string): () => boolean {
    let passes: boolean | undefined;
    return () => {
      if (passes === undefined) {
        passes = !this.#isUsed(key);
        this.#usedUntil.set(key, this.#clock() + this.#ttlMs);
      }
      return passes;
    };
  }

  #isUsed(key: string): boolean {
    return (this.#usedUntil.get(key) ?? 0) > this.#clock();
  }
}
