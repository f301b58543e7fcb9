import { overBudget } from '../server-api/api-error.js';
import type { BudgetShare, SharedTurn } from '../stores/shared-budget.js';
import type { LookupTurns } from './api-gate.js';
import { Budget, MAX_PAUSE_MS, SHORT_BELOW } from './budget.js';
import { type ClientRecord, refusal } from './client-records.js';
import { TokenBucket } from './token-bucket.js';

/** A share of a learnt limit is valid no longer than the limit itself would be. In ms. */
const FORGET_AFTER_MS = 60_000;

/**
 * An instance's share of a budget, while the budget itself is unavailable. It begins with what is left: less the turns
 * that the budget granted to this instance, and after the wait that the budget last announced. The instance also
 * follows the API's answers to its own calls, because its share may be a guess.
 */
export class LocalShare implements LookupTurns {
  readonly #now: () => number;
  readonly #isFixed: boolean;
  readonly #own: Budget;
  #bucket: TokenBucket | undefined;
  #share: BudgetShare | undefined;
  #heardAt = 0;
  #pausedUntil = 0;

  /** @param share Undefined if the budget follows the API's answers. @param now Monotonic clock, ms. */
  constructor(share: BudgetShare | undefined, now: () => number) {
    this.#now = now;
    this.#isFixed = share !== undefined;
    this.#own = new Budget(undefined, now);
    this.#share = share;
    this.#bucket = share && new TokenBucket(share.perSecond, share.burst, share.burst, now());
  }

  /** Learns from an answer of the budget: the share, and what is left of it. */
  heard({ outcome, waitMs, share }: SharedTurn): void {
    const now = this.#now();
    this.#heardAt = now;
    this.#pausedUntil = now + Math.min(waitMs, MAX_PAUSE_MS);
    this.#setShare(share, now);
    if (waitMs > 0) this.#bucket?.spend(Number.POSITIVE_INFINITY, now);
    else if (outcome === 'granted') this.#bucket?.spend(1, now);
  }

  /**
   * Learns the share and the pause from an answer that no call waited for: calls took turns of this share instead. A wait
   * for turns is no reason to spend the share, because it is due to turns that nobody used.
   */
  heardLate({ pauseMs, share }: SharedTurn): void {
    const now = this.#now();
    this.#heardAt = now;
    if (pauseMs !== undefined) this.#pausedUntil = now + Math.min(pauseMs, MAX_PAUSE_MS);
    this.#setShare(share, now);
  }

  take(maxWaitMs: number, client?: ClientRecord): number {
    const now = this.#now();
    const bucket = this.#inForce(now);
    if (client?.isSuspect() && this.#isShort(now, 0)) throw refusal(client);
    const waitMs = Math.max(bucket?.waitMs(now) ?? 0, this.#pausedUntil - now, 0);
    if (waitMs > maxWaitMs) throw overBudget(waitMs);
    const ownWaitMs = this.#own.take(maxWaitMs);
    bucket?.take(now);
    return Math.max(waitMs, ownWaitMs);
  }

  takeSpare(maxWaitMs: number): number {
    if (this.#isShort(this.#now(), 1)) throw overBudget();
    return this.take(maxWaitMs);
  }

  succeeded(): void {
    this.#own.succeeded();
  }

  failed(error: unknown): void {
    this.#own.failed(error);
  }

  #isShort(now: number, taken: number): boolean {
    const fullness = this.#inForce(now)?.fullness(now, taken) ?? 1;
    return this.#pausedUntil > now || fullness < SHORT_BELOW || this.#own.isShort(taken);
  }

  /** Turns that are spent stay spent when the share shrinks. */
  #setShare(share: BudgetShare | undefined, now: number): void {
    const before = this.#share;
    this.#share = share;
    if (share === undefined) {
      this.#bucket = undefined;
    } else if (this.#bucket && before) {
      this.#bucket.spend(Math.max(0, before.burst - share.burst), now);
      this.#bucket.setRate(share.perSecond, share.burst, now);
    } else {
      // A limit is learnt from a 429, after which the API has no turns left.
      this.#bucket = new TokenBucket(share.perSecond, share.burst, 0, now);
    }
  }

  #inForce(now: number): TokenBucket | undefined {
    return this.#isFixed || now - this.#heardAt <= FORGET_AFTER_MS ? this.#bucket : undefined;
  }
}
