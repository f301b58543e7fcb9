import { leastRecentlyUsed } from '../lib/least-recently-used.js';

/** A refusal is valid for this long without asking again, unless a turn becomes free earlier. In ms. */
const TRUSTED_FOR_MS = 1000;

/**
 * A refusal is valid for at least this long, even if a turn becomes free earlier: others wait for that turn, too. In
 * ms.
 */
const ASK_EVERY_MS = 100;

/** A call is refused like an earlier one if it can wait at most this many times as long. */
const SIMILAR_PATIENCE = 1.1;

/** The number of refused clients held; the least recently used go first. */
const MAX_CLIENTS = 10_000;

/**
 * Remembers what a shared budget has just refused. While turns are scarce, each refusal would otherwise cost a command,
 * and a flood of lookups would become a flood at the budget's store.
 */
export class RecentRefusals {
  readonly #now: () => number;
  readonly #suspectUntil = leastRecentlyUsed<number>(MAX_CLIENTS);
  #refusedAt = Number.NEGATIVE_INFINITY;
  #refusedWaitMs = 0;
  #freeAt = 0;

  /** @param now Monotonic clock, ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Records that a call that could wait this long was refused, because the next turn is free after `waitMs`. */
  spent(maxWaitMs: number, waitMs: number): void {
    this.#refusedAt = this.#now();
    this.#refusedWaitMs = maxWaitMs;
    this.#freeAt = this.#refusedAt + waitMs;
  }

  /** Records that a client is refused while turns are scarce. */
  suspect(client: string): void {
    this.#suspectUntil.set(client, this.#now() + TRUSTED_FOR_MS);
  }

  /**
   * Returns the time until a turn is free, ms, if a call that can wait this long does not have to ask; else undefined.
   */
  waitMs(maxWaitMs: number): number | undefined {
    const ageMs = this.#now() - this.#refusedAt;
    const leftMs = Math.max(0, this.#freeAt - this.#now());
    const isHopeless = ageMs < TRUSTED_FOR_MS && leftMs > maxWaitMs;
    const isLikeRefused = ageMs < ASK_EVERY_MS && maxWaitMs <= this.#refusedWaitMs * SIMILAR_PATIENCE;
    return isHopeless || isLikeRefused ? leftMs : undefined;
  }

  isSuspect(client: string): boolean {
    return (this.#suspectUntil.peek(client) ?? 0) > this.#now();
  }
}
