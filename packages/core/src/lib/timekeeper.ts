import { Cancellation } from './cancellation.js';
import { Countdown } from './countdown.js';
import { type AbortingDeadline, Deadline, DeadlineExceeded } from './deadline.js';
import type { ThreadPool } from './thread-pool.js';

/** The end of work that is left over when its task has settled: the other side is not to blame. */
export const LEFT_OVER = new DeadlineExceeded(0, true);

/**
 * Bounds every wait for another side: a store, the API, a provider. It counts the time in which this process ran and
 * had a free thread, so that a burst of requests that keeps the process busy is never taken for a failure of the other
 * side.
 */
export class Timekeeper {
  readonly #threads: ThreadPool | undefined;
  /** Time that this process lost, as far as its waits noticed, ms. */
  #lostMs = 0;
  #lostUntil = 0;

  /** @param threads Undefined if nothing waits for a thread, or the runtime does not show it. */
  constructor(threads?: ThreadPool) {
    this.#threads = threads;
  }

  /** Monotonic clock that stands still while this process is known not to run, ms. */
  readonly now = (): number => performance.now() - this.#lostMs;

  /** Starts the clock of a task. */
  deadline(ms: number): Deadline {
    return new Deadline(ms, this.now);
  }

  /**
   * Waits for a promise that cannot be cancelled, but at most `ms`.
   * @throws DeadlineExceeded when the time is up first, and instead of a failure that this process caused.
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
   * Runs a task with a signal that aborts after `ms`, and settles then at the latest, whatever the task does. A task
   * that handles the signal has one turn of the event loop to settle by itself. When a task settles earlier, its
   * remaining work is aborted.
   * @throws DeadlineExceeded when the time is up first.
   */
  async withDeadline<T>(ms: number, task: (deadline: AbortingDeadline) => T | Promise<T>): Promise<T> {
    const signal = new Cancellation();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let expire: (error: DeadlineExceeded) => void = () => {};
    const expired = new Promise<never>((_resolve, reject) => {
      expire = reject;
    });
    const countdown = this.#countdown(ms, () => {
      const error = new DeadlineExceeded(ms, countdown.isHeldUp());
      timer = setTimeout(expire, 0, error);
      signal.abort(error);
    });
    try {
      return await Promise.race([task(new CountedDeadline(ms, this.now, signal, countdown)), expired]);
    } finally {
      countdown.stop();
      clearTimeout(timer);
      signal.abort(LEFT_OVER);
    }
  }

  #countdown(ms: number, onEnd: () => void): Countdown {
    return new Countdown(ms, (dueAt, lateMs) => this.#ranLate(dueAt, lateMs), onEnd, this.#threads);
  }

  /** Several waits may notice the same standstill; its time is counted once. */
  #ranLate(dueAt: number, lateMs: number): void {
    const until = dueAt + lateMs;
    this.#lostMs += Math.max(0, until - Math.max(dueAt, this.#lostUntil));
    this.#lostUntil = Math.max(this.#lostUntil, until);
  }
}

class CountedDeadline extends Deadline implements AbortingDeadline {
  readonly signal: Cancellation;
  readonly #countdown: Countdown;

  constructor(ms: number, now: () => number, signal: Cancellation, countdown: Countdown) {
    super(ms, now);
    this.signal = signal;
    this.#countdown = countdown;
  }

  atHalfTime(listener: () => void): void {
    this.#countdown.atHalfTime(listener);
  }

  excuseSilence(): void {
    this.#countdown.excuseSilence();
  }

  excuses(error: unknown): boolean {
    return this.#countdown.excuses(error);
  }
}
