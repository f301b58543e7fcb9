import { isFingerprintError } from '../lib/errors.js';
import { overBudget } from '../server-api/api-error.js';
import type { LookupTurns, Turns } from './api-gate.js';
import { MAX_PAUSE_MS } from './budget.js';

/** The pause after a 429 that does not specify one. In ms. */
const PAUSE_MS = 10_000;

/**
 * Turns of the lookups' budget for calls that are not lookups. The API limits those separately, even while the key is
 * within its own limit: a 429 to such a call pauses these calls, and says nothing about lookups.
 */
export class SpareTurns implements Turns {
  readonly #lookups: LookupTurns;
  readonly #now: () => number;
  #pausedUntil = 0;

  /** @param now Monotonic clock, ms. */
  constructor(lookups: LookupTurns, now: () => number) {
    this.#lookups = lookups;
    this.#now = now;
  }

  take(maxWaitMs: number): number | Promise<number> {
    const leftMs = this.#pausedUntil - this.#now();
    if (leftMs > 0) throw overBudget(leftMs);
    return this.#lookups.takeSpare(maxWaitMs);
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
