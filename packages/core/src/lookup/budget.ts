import { isFingerprintError } from '../lib/errors.js';
import { overBudget } from '../server-api/api-error.js';
import { AdaptiveLimit } from './adaptive-limit.js';
import { TokenBucket } from './token-bucket.js';

/** Look-ups a guard allows itself. */
export interface BudgetOption {
  /** Sustained rate. */
  perSecond: number;
  /** How many at once after a pause. */
  burst: number;
}

/** A pause the API asks for is kept, up to this long. In ms. */
const MAX_PAUSE_MS = 60_000;

/**
 * With less of the burst than this, turns are short. The rest is for those nothing speaks against: they find a turn at
 * once, or wait for one, while others are refused.
 */
const SHORT_BELOW = 0.5;

/** After a 429 turns are short for this long: what this budget has left says nothing of what the API has. In ms. */
const SHORT_AFTER_429_MS = 10_000;

/** Keeps look-ups within what the API allows, so that a burst does not become a storm of 429s. */
export interface Budget {
  /**
   * Reserves a turn, and tells how long to wait for it, ms.
   * @throws FingerprintError `ERR_FP_BUDGET` where the wait is longer than `maxWaitMs`; nothing is reserved then.
   */
  take(maxWaitMs: number): number;
  /**
   * True while turns have to be waited for, or soon would be. Never where nothing limits them.
   * @param taken Turns that are about to be taken. @defaultValue 0
   */
  isShort(taken?: number): boolean;
  /** Learns from an answer that brought an event. */
  succeeded(): void;
  /** Learns from a failure; one that is no answer of the API teaches nothing. */
  failed(error: unknown): void;
}

/**
 * Builds a budget: a rate set by hand, or one that is unbounded until the API answers 429, and then follows its answers.
 * @param now Monotonic clock, ms.
 */
export function createBudget(option: BudgetOption | undefined, now: () => number): Budget {
  const fixed = option && new TokenBucket(option.perSecond, option.burst, option.burst, now());
  const adaptive = new AdaptiveLimit();
  let pausedUntil = 0;
  let shortUntil = 0;

  return {
    take(maxWaitMs) {
      const time = now();
      const bucket = fixed ?? adaptive.bucket(time);
      const waitMs = Math.max(bucket?.waitMs(time) ?? 0, pausedUntil - time, 0);
      if (waitMs > maxWaitMs) throw overBudget(waitMs);
      bucket?.take(time);
      return waitMs;
    },
    isShort(taken = 0) {
      const time = now();
      const bucket = fixed ?? adaptive.bucket(time);
      return (
        Math.max(pausedUntil, shortUntil) > time ||
        (bucket !== undefined && bucket.fullness(time, taken) < SHORT_BELOW)
      );
    },
    succeeded: () => adaptive.answered(now()),
    failed(error) {
      if (!isFingerprintError(error) || error.status === undefined) return;
      const time = now();
      if (error.code !== 'ERR_FP_RATE_LIMITED') return adaptive.answered(time);
      adaptive.limited(time);
      shortUntil = time + SHORT_AFTER_429_MS;
      pausedUntil = Math.max(pausedUntil, time + Math.min(error.retryAfterMs ?? 0, MAX_PAUSE_MS));
    },
  };
}
