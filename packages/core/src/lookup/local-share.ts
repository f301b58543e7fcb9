import { overBudget } from '../server-api/api-error.js';
import type { BudgetShare } from '../stores/shared-budget.js';
import type { LookupTurns } from './api-gate.js';
import { Budget, SHORT_BELOW } from './budget.js';
import { type ClientRecord, refusal } from './client-records.js';
import { TokenBucket } from './token-bucket.js';

/** A share of a learnt limit is valid no longer than the limit itself would be. In ms. */
const FORGET_AFTER_MS = 60_000;

/**
 * An instance's share of a budget, while the budget itself is unavailable. The instance also follows the API's answers
 * to its own calls, because its share may be a guess.
 */
export class LocalShare implements LookupTurns {
  readonly #now: () => number;
  readonly #isFixed: boolean;
  readonly #own: Budget;
  #bucket: TokenBucket | undefined;
  #share: BudgetShare | undefined;
  #setAt = 0;

  /** @param share Undefined if the budget follows the API's answers. @param now Monotonic clock, ms. */
  constructor(share: BudgetShare | undefined, now: () => number) {
    this.#now = now;
    this.#isFixed = share !== undefined;
    this.#own = new Budget(undefined, now);
    this.set(share);
  }

  /** Sets the share to the latest one from the budget. */
  set(share: BudgetShare | undefined): void {
    const now = this.#now();
    this.#setAt = now;
    if (share?.perSecond === this.#share?.perSecond && share?.burst === this.#share?.burst) return;
    this.#share = share;
    if (share === undefined) this.#bucket = undefined;
    else if (this.#bucket) this.#bucket.setRate(share.perSecond, share.burst, now);
    else this.#bucket = new TokenBucket(share.perSecond, share.burst, share.burst, now);
  }

  take(maxWaitMs: number, client?: ClientRecord): number {
    const now = this.#now();
    const bucket = this.#inForce(now);
    if (client?.isSuspect() && this.#isShort(now, 0)) throw refusal(client);
    const waitMs = bucket?.waitMs(now) ?? 0;
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
    return fullness < SHORT_BELOW || this.#own.isShort(taken);
  }

  #inForce(now: number): TokenBucket | undefined {
    return this.#isFixed || now - this.#setAt <= FORGET_AFTER_MS ? this.#bucket : undefined;
  }
}
