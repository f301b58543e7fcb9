import { leastRecentlyUsed } from '../lib/least-recently-used.js';
import type { Claimed } from '../signals/collect.js';

/** The number of used ids that this process remembers in addition to the store; the least recently used go first. */
const MAX_KEYS = 10_000;

/**
 * The claims that this process knows without asking the store: pending and answered ones. Many requests with one id,
 * which would queue at a slow store until its answers come too late, become one call: at most one of them can pass.
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
    const isUsed = this.#underWay.has(key) || (this.#usedUntil.get(key) ?? 0) > this.#clock();
    if (isUsed) return { reused: true, replayStore: 'ok' };
    this.#underWay.add(key);
    const usedUntil = this.#clock() + this.#ttlMs;
    try {
      const claimed = await ask();
      if (claimed.replayStore === 'ok') this.#usedUntil.set(key, usedUntil);
      return claimed;
    } finally {
      this.#underWay.delete(key);
    }
  }
}
