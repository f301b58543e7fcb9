import { DeadlineExceeded } from './deadline.js';
import { isTimeout } from './is-timeout.js';
import type { Timekeeper } from './timekeeper.js';
import { UnseenQueue } from './unseen-queue.js';

/** An answer that has not come by then is not waited for by others: not every side settles every question. In ms. */
const FORGET_AFTER_MS = 1000;

/**
 * Bounded waits for a side that may answer only some at once, as a store with few connections does. What is left in its queue
 * until the time is up is this process's own doing: it asked too many at once, and asks fewer from then on.
 */
export class PacedWaits {
  readonly #timekeeper: Timekeeper;
  readonly #queue = new UnseenQueue();
  /** When each question was asked whose answer is not here; the oldest first. */
  readonly #open = new Set<{ readonly at: number }>();

  constructor(timekeeper: Timekeeper) {
    this.#timekeeper = timekeeper;
  }

  /**
   * Asks, and waits for the answer, but not longer than `ms`.
   * @throws DeadlineExceeded when the time is up first, `heldUp` if that is this process's own doing; what the side rejects with.
   */
  async within<T>(ms: number, ask: () => T | PromiseLike<T>): Promise<T> {
    this.#forget();
    if (!this.#queue.hasRoom(this.#open.size)) throw new DeadlineExceeded(ms, true);
    const place = this.#queue.enter();
    try {
      return await this.#timekeeper.within(ms, this.#track(ask, place.answered));
    } catch (error) {
      throw isTimeUp(error) && place.gaveUpInQueue() ? new DeadlineExceeded(ms, true) : error;
    } finally {
      place.leave();
    }
  }

  /** An answer counts when it comes, however late. */
  async #track<T>(ask: () => T | PromiseLike<T>, answered: () => void): Promise<T> {
    const question = { at: performance.now() };
    this.#open.add(question);
    try {
      const answer = await ask();
      answered();
      return answer;
    } finally {
      this.#open.delete(question);
    }
  }

  #forget(): void {
    const until = performance.now() - FORGET_AFTER_MS;
    for (const question of this.#open) {
      if (question.at > until) return;
      this.#open.delete(question);
    }
  }
}

/** True for the end of a wait, by whoever's timer, that this process has no other part in. */
const isTimeUp = (error: unknown): boolean =>
  error instanceof DeadlineExceeded ? !error.heldUp : isTimeout(error);
