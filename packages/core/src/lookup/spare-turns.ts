import { isFingerprintError } from '../lib/errors.js';
import { overBudget } from '../server-api/api-error.js';
import type { Turns } from './api-gate.js';
import { MAX_PAUSE_MS } from './budget.js';

/** The duration of a 429 that does not give one. In ms. */
const PAUSE_MS = 10_000;

/**
 * Turns of the lookups' budget for calls that are not lookups. The API limits those separately, even while the key is
 * within its own limit: a 429 to one of them pauses them, and says nothing about lookups.
 */
export class SpareTurns implements Turns {
  readonly #lookups: Turns;
  readonly #now: () => number;
  #pausedUntil = 0;

  /** @param now Monotonic clock, ms. */
  constructor(lookups: Turns, now: () => number) {
    this.#lookups = lookups;
    this.#now = now;
  }

  take(maxWaitMs: number): number {
    const leftMs = this.#pausedUntil - this.#now();
    if (leftMs > 0) throw overBudget(leftMs);
    return this.#lookups.take(maxWaitMs);
  }

  isShort(taken?: number): boolean {
    return this.#pausedUntil > this.#now() || this.#lookups.isShort(taken);
  }

  succeeded(): void {
    this.#lookups.succeeded();
  }

  failed(error: unknown): void {
    if (!isFingerprintError(error) || error.code !== 'ERR_FP_RATE_LIMITED') {
      this.#lookups.failed(error);
      return;
    }
    const pauseMs = Math.min(error.retryAfterMs ?? PAUSE_MS, MAX_PAUSE_MS);
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + pauseMs);
  }
}
