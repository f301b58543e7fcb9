import { DeadlineExceeded } from './deadline.js';
import { isTimeout } from './is-timeout.js';
import type { Timekeeper } from './timekeeper.js';
import { UnseenQueue } from './unseen-queue.js';

/**
 * A question without an answer after this time no longer holds others back: not every store settles every question. In
 * ms.
 */
const FORGET_AFTER_MS = 1000;

/**
 * Bounds waits for a store that may answer only a few questions at once, because it has few connections. If a question
 * stays in its queue until the time is up, this process is to blame: it asked too many at once, and asks fewer from
 * then on.
 */
export class PacedWaits {
  readonly #timekeeper: Timekeeper;
  readonly #queue = new UnseenQueue();
  /** The times of questions that are not answered yet; the oldest first. */
  readonly #open = new Set<{ readonly at: number }>();

  constructor(timekeeper: Timekeeper) {
    this.#timekeeper = timekeeper;
  }

  /**
   * Asks, and waits for the answer, but at most `ms`.
   * @throws DeadlineExceeded when the time is up first, `heldUp` if this process is to blame; or whatever the question
   * rejects with.
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

  /** Counts an answer when it arrives, however late. */
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

/** True if a wait timed out, whoever set the timer, and this process is not to blame. */
const isTimeUp = (error: unknown): boolean =>
  error instanceof DeadlineExceeded ? !error.heldUp : isTimeout(error);
