import type { CancelSignal } from './cancellation.js';
/** The reason why a bounded wait ended without its value. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
  /** This process did not run, or had no free thread, for much of the wait: the other side is not to blame. */
  readonly heldUp: boolean;

  constructor(ms: number, heldUp: boolean) {
    super(heldUp ? 'this process was held up' : `no answer within ${ms} ms`);
    this.heldUp = heldUp;
  }
}

/** The remaining time of a task. */
export class Deadline {
  readonly #ms: number;
  readonly #now: () => number;
  readonly #startedAt: number;

  /** @param now Monotonic clock, ms. */
  constructor(ms: number, now: () => number) {
    this.#ms = ms;
    this.#now = now;
    this.#startedAt = now();
  }

  /** The time since the task began, ms. */
  elapsedMs(): number {
    return this.#now() - this.#startedAt;
  }

  /** The remaining time, ms; 0 when it is up. */
  leftMs(): number {
    return Math.max(0, this.#ms - this.elapsedMs());
  }
}

/** A deadline that reaches a task as a signal, which aborts when the time is up. */
export interface AbortingDeadline extends Deadline {
  readonly signal: CancelSignal;
  /** Calls the listener once half of the time is over without an answer, unless the task has settled by then. */
  atHalfTime(listener: () => void): void;
  /**
   * Notes that from now on silence proves nothing: the other side has answered, though not with what ends the task, or
   * is not asked yet.
   */
  excuseSilence(): void;
  /**
   * True for an error that this process caused: by a shortage, or a time-out of another timer once this process was
   * held up.
   */
  excuses(error: unknown): boolean;
}

/** Waits; rejects with the signal's reason as soon as it aborts. */
export function sleep(ms: number, signal: CancelSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
