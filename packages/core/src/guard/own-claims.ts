import { leastRecentlyUsed } from '../lib/least-recently-used.js';
import type { Claimed } from '../signals/collect.js';

/** How many used ids this process remembers beside the store; the least recently used go first. */
const MAX_KEYS = 10_000;

/**
 * What this process knows of claims without asking the store: one that is under way, and those that were answered. So many
 * requests with one id, which queue before a slow store until its answers come too late, are one question: at most one of
 * them can pass.
 */
export class OwnClaims {
  readonly #clock: () => number;
  readonly #ttlMs: number;
  readonly #underWay = new Set<string>();
  readonly #usedUntil = leastRecentlyUsed<number>(MAX_KEYS);

  /** @param ttlMs How long a claim lives, ms. @param clock Monotonic clock, ms. */
  constructor(ttlMs: number, clock: () => number) {
    this.#ttlMs = ttlMs;
    this.#clock = clock;
  }

  /** Claims a key, by the store only if this process does not know it to be used. */
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
