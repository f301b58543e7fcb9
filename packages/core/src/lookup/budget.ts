import { isFingerprintError } from '../lib/errors.js';
import { overBudget } from '../server-api/api-error.js';
import { AdaptiveLimit } from './adaptive-limit.js';
import { type ClientRecord, refusal } from './client-records.js';
import { TokenBucket } from './token-bucket.js';

/** The limit that a guard puts on its lookups. */
export interface BudgetOption {
  /** The sustained rate, in lookups per second; at least 0.001. */
  perSecond: number;
  /** The number of lookups at once after a pause; at least 1. */
  burst: number;
}

/** The longest pause that is kept if the API asks for one. In ms. */
export const MAX_PAUSE_MS = 60_000;

/**
 * With less than this share of the burst left, turns are scarce. The rest is reserved for clients without a bad record:
 * they get a turn at once, or wait for one, while others are refused.
 */
export const SHORT_BELOW = 0.5;

/** After a 429, turns are scarce for this long, because the rest of this budget says nothing about the API's. In ms. */
const SHORT_AFTER_429_MS = 10_000;

/**
 * Keeps lookups within what the API allows, so that a burst does not become a storm of 429s: a fixed rate, or one that
 * is unbounded until the API answers 429 and then follows its answers.
 */
export class Budget {
  readonly #now: () => number;
  readonly #fixed: TokenBucket | undefined;
  readonly #adaptive = new AdaptiveLimit();
  #pausedUntil = 0;
  #shortUntil = 0;

  /** @param now Monotonic clock, ms. */
  constructor(option: BudgetOption | undefined, now: () => number) {
    this.#now = now;
    this.#fixed = option && new TokenBucket(option.perSecond, option.burst, option.burst, now());
  }

  /**
   * Reserves a turn, and returns the time to wait for it, ms.
   * @param client The client, which is refused while turns are scarce if it is suspect.
   * @throws FingerprintError `ERR_FP_BUDGET` if the wait is longer than `maxWaitMs`; `ERR_FP_CLIENT_LIMIT`. Nothing is
   * reserved then.
   */
  take(maxWaitMs: number, client?: ClientRecord): number {
    if (client?.isSuspect() && this.isShort()) throw refusal(client);
    const time = this.#now();
    const bucket = this.#bucket(time);
    const waitMs = Math.max(bucket?.waitMs(time) ?? 0, this.#pausedUntil - time, 0);
    if (waitMs > maxWaitMs) throw overBudget(waitMs);
    bucket?.take(time);
    return waitMs;
  }

  /**
   * Reserves a turn that leaves enough for lookups, and returns the time to wait for it, ms.
   * @throws FingerprintError `ERR_FP_BUDGET` if there is no spare turn.
   */
  takeSpare(maxWaitMs: number): number {
    if (this.isShort(1)) throw overBudget();
    return this.take(maxWaitMs);
  }

  /**
   * True while there is a wait for turns, or soon will be. Never true without a limit.
   * @param taken The number of turns that are about to be taken. @defaultValue 0
   */
  isShort(taken = 0): boolean {
    const time = this.#now();
    const bucket = this.#bucket(time);
    return (
      Math.max(this.#pausedUntil, this.#shortUntil) > time ||
      (bucket !== undefined && bucket.fullness(time, taken) < SHORT_BELOW)
    );
  }

  /** Learns from an answer with an event. */
  succeeded(): void {
    this.#adaptive.answered(this.#now());
  }

  /** Learns from a failure; one that did not come from the API teaches nothing. */
  failed(error: unknown): void {
    if (!isFingerprintError(error) || error.status === undefined) return;
    const time = this.#now();
    if (error.code !== 'ERR_FP_RATE_LIMITED') {
      this.#adaptive.answered(time);
      return;
    }
    this.#adaptive.limited(time);
    this.#shortUntil = time + SHORT_AFTER_429_MS;
    this.#pausedUntil = Math.max(this.#pausedUntil, time + Math.min(error.retryAfterMs ?? 0, MAX_PAUSE_MS));
  }

  #bucket(time: number): TokenBucket | undefined {
    return this.#fixed ?? this.#adaptive.bucket(time);
  }
}
