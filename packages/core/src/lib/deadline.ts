/** Why a bounded wait ended without its value. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';

  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

/** Has the signal that aborts at a deadline, which is made when it is first asked for: most look-ups need none. */
export type Deadline = Pick<AbortController, 'signal'>;

/**
 * Runs a task with a signal that aborts after `ms`, and settles at the latest then, whatever the task does.
 * A task that heeds the signal has one turn of the event loop to reject with a reason of its own.
 * @throws DeadlineExceeded when the time is up first.
 */
export async function withDeadline<T>(ms: number, task: (deadline: Deadline) => T | Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new DeadlineExceeded(ms);
      timer = setTimeout(reject, 0, error);
      controller.abort(error);
    }, ms);
  });
  try {
    return await Promise.race([task(controller), expired]);
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
