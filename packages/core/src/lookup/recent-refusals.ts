import { leastRecentlyUsed } from '../lib/least-recently-used.js';

/** A refusal is believed for this long without asking again. In ms. */
const BELIEVED_FOR_MS = 1000;

/** The number of refused clients held; the least recently used go first. */
const MAX_CLIENTS = 10_000;

/**
 * What a shared budget has refused just now. While turns are scarce, each refusal would otherwise cost a command, and a
 * flood of lookups would become one of the budget's store.
 */
export class RecentRefusals {
  readonly #now: () => number;
  readonly #suspectUntil = leastRecentlyUsed<number>(MAX_CLIENTS);
  #freeAt = 0;
  #spentUntil = 0;

  /** @param now Monotonic clock, ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Records that the next turn is free after this wait, ms. */
  spent(waitMs: number): void {
    this.#freeAt = this.#now() + waitMs;
    this.#spentUntil = this.#now() + Math.min(waitMs, BELIEVED_FOR_MS);
  }

  /** Records that a client is refused while turns are scarce. */
  suspect(client: string): void {
    this.#suspectUntil.set(client, this.#now() + BELIEVED_FOR_MS);
  }

  /** Returns the time until a turn is free, ms; 0 if there may be one now. */
  waitMs(): number {
    return this.#now() < this.#spentUntil ? Math.max(0, this.#freeAt - this.#now()) : 0;
  }

  isSuspect(client: string): boolean {
    return (this.#suspectUntil.peek(client) ?? 0) > this.#now();
  }
}
