import { Countdown } from './countdown.js';
import { type AbortingDeadline, Deadline, DeadlineExceeded } from './deadline.js';
import type { ThreadPool } from './thread-pool.js';

/**
 * Bounds every wait for another side: a store, the API, a provider. It counts the time in which this process ran and had a
 * free thread, so that a burst of requests that keeps the process busy is never taken for a failure of who was asked.
 */
export class Timekeeper {
  readonly #threads: ThreadPool | undefined;
  /** Time that was lost to this process, as far as its waits noticed, ms. */
  #lostMs = 0;
  #lostUntil = 0;

  /** @param threads Undefined where nothing waits for a thread, or the runtime does not tell. */
  constructor(threads?: ThreadPool) {
    this.#threads = threads;
  }

  /** Monotonic clock that stands still while this process is known not to run, ms. */
  readonly now = (): number => performance.now() - this.#lostMs;

  /** Starts the time of a piece of work. */
  deadline(ms: number): Deadline {
    return new Deadline(ms, this.now);
  }

  /**
   * Waits for a promise that nothing can stop, but not longer than `ms`.
   * @throws DeadlineExceeded when the time is up first, and in place of a failure that is this process's own.
   */
  within<T>(ms: number, promise: T | PromiseLike<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = (heldUp: boolean) => reject(new DeadlineExceeded(ms, heldUp));
      const countdown = this.#countdown(ms, () => fail(countdown.isHeldUp()));
      Promise.resolve(promise)
        .then(resolve, (error: unknown) => (countdown.excuses(error) ? fail(true) : reject(error)))
        .finally(() => countdown.stop());
    });
  }

  /**
   * Runs a task with a signal that aborts after `ms`, and settles then at the latest, whatever the task does.
   * A task that heeds the signal has one turn of the event loop to settle in its own way.
   * @throws DeadlineExceeded when the time is up first.
   */
  async withDeadline<T>(ms: number, task: (deadline: AbortingDeadline) => T | Promise<T>): Promise<T> {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let countdown: Countdown | undefined;
    const expired = new Promise<never>((_resolve, reject) => {
      countdown = this.#countdown(ms, () => {
        const error = new DeadlineExceeded(ms, countdown?.isHeldUp() ?? false);
        timer = setTimeout(reject, 0, error);
        controller.abort(error);
      });
    });
    const deadline: AbortingDeadline = Object.assign(this.deadline(ms), {
      signal: controller.signal,
      excuses: (error: unknown) => countdown?.excuses(error) ?? false,
    });
    try {
      return await Promise.race([task(deadline), expired]);
    } finally {
      countdown?.stop();
      clearTimeout(timer);
    }
  }

  #countdown(ms: number, onEnd: () => void): Countdown {
    return new Countdown(ms, (dueAt, lateMs) => this.#ranLate(dueAt, lateMs), onEnd, this.#threads);
  }

  /** Several waits notice the same standstill; its time is lost once. */
  #ranLate(dueAt: number, lateMs: number): void {
    const until = dueAt + lateMs;
    this.#lostMs += Math.max(0, until - Math.max(dueAt, this.#lostUntil));
    this.#lostUntil = Math.max(this.#lostUntil, until);
  }
}
