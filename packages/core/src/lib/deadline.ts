/** Why a bounded wait ended without its value. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';

  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

/** The time that a piece of work has, by a monotonic clock. */
export class Deadline {
  readonly #ms: number;
  readonly #startedAt: number;

  /** @param startedAt By `performance.now()`. */
  constructor(ms: number, startedAt: number = performance.now()) {
    this.#ms = ms;
    this.#startedAt = startedAt;
  }

  /** ms since the work began. */
  elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** What is left of the time, ms; 0 when it is up. */
  leftMs(): number {
    return Math.max(0, this.#ms - this.elapsedMs());
  }
}

/** A deadline that a task is told of by a signal, which aborts when the time is up. */
export class AbortingDeadline extends Deadline {
  readonly #controller = new AbortController();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason: DeadlineExceeded): void {
    this.#controller.abort(reason);
  }
}

/**
 * Runs a task with a signal that aborts after `ms`, and settles then at the latest, whatever the task does.
 * A task that heeds the signal has one turn of the event loop to settle in its own way.
 * @throws DeadlineExceeded when the time is up first.
 */
export async function withDeadline<T>(
  ms: number,
  task: (deadline: AbortingDeadline) => T | Promise<T>,
): Promise<T> {
  const deadline = new AbortingDeadline(ms);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new DeadlineExceeded(ms);
      timer = setTimeout(reject, 0, error);
      deadline.abort(error);
    }, ms);
  });
  try {
    return await Promise.race([task(deadline), expired]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Waits for a promise that nothing can stop, but not longer than `ms`.
 * @throws DeadlineExceeded when the time is up first.
 */
export function within<T>(ms: number, promise: T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineExceeded(ms)), ms);
    Promise.resolve(promise)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

/** Waits; rejects with the signal's reason as soon as it aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
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
