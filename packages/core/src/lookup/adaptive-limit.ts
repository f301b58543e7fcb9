import { TokenBucket } from './token-bucket.js';

/** The vendor's default limit: 5 requests a second, with a burst of three seconds' worth. */
const DEFAULT_PER_SECOND = 5;
const BURST_SECONDS = 3;

/** After a 429 the rate shrinks to this share, but not below one per second. */
const SHRINK = 0.7;
const MIN_PER_SECOND = 1;

/** Several 429s to concurrent requests count once. In ms. */
const SHRINK_EVERY_MS = 1000;

/** For each second without a 429 the rate grows by one per second; after a minute the limit is dropped. */
const GROW_EVERY_MS = 1000;
const FORGET_AFTER_MS = 60_000;

interface Limit {
  perSecond: number;
  bucket: TokenBucket;
  grownAt: number;
  shrunkAt: number;
  /** The time of the last 429. */
  limitedAt: number;
}

/** A limit learnt from the API's own answers: none until the first 429, then lower with each and higher without. */
export class AdaptiveLimit {
  #limit: Limit | undefined;
  readonly #recent = new RecentAnswers();

  /** The current bucket; undefined while there is no limit. */
  bucket(now: number): TokenBucket | undefined {
    const limit = this.#limit;
    if (limit === undefined) return undefined;
    if (now - limit.limitedAt > FORGET_AFTER_MS) {
      this.#limit = undefined;
      return undefined;
    }
    const steps = Math.floor((now - Math.max(limit.grownAt, limit.limitedAt)) / GROW_EVERY_MS);
    if (steps > 0) {
      limit.grownAt = now;
      change(limit, limit.perSecond + steps, now);
    }
    return limit.bucket;
  }

  /** Learns from an answer other than a 429. */
  answered(now: number): void {
    this.#recent.add(now);
  }

  /** Learns from a 429. The API's own bucket is then empty, so this one starts empty. */
  limited(now: number): void {
    const limit = this.#limit;
    if (limit === undefined) {
      const perSecond = Math.max(DEFAULT_PER_SECOND, this.#recent.perSecond(now) * SHRINK);
      const bucket = new TokenBucket(perSecond, perSecond * BURST_SECONDS, 0, now);
      this.#limit = { perSecond, bucket, grownAt: now, shrunkAt: now, limitedAt: now };
      return;
    }
    limit.limitedAt = now;
    if (now - limit.shrunkAt >= SHRINK_EVERY_MS) {
      limit.shrunkAt = now;
      change(limit, Math.max(MIN_PER_SECOND, limit.perSecond * SHRINK), now);
    }
  }
}

function change(limit: Limit, perSecond: number, now: number): void {
  limit.perSecond = perSecond;
  limit.bucket.setRate(perSecond, perSecond * BURST_SECONDS, now);
}

/** Counts answers over the current second and the one before. */
class RecentAnswers {
  #second = 0;
  #count = 0;
  #countBefore = 0;

  add(now: number): void {
    this.#roll(now);
    this.#count++;
  }

  perSecond(now: number): number {
    this.#roll(now);
    return Math.max(this.#count, this.#countBefore);
  }

  #roll(now: number): void {
    const second = Math.floor(now / 1000);
    if (second === this.#second) return;
    this.#countBefore = second === this.#second + 1 ? this.#count : 0;
    this.#count = 0;
    this.#second = second;
  }
}
