import { FingerprintError } from '@fingerprint-guard/core';

/** As many answers may be overdue; while they are, nothing more is sent to a Redis that does not answer. */
const MAX_OVERDUE = 100;

/** Runs a command and settles within the time bound, whatever Redis does. */
export type Bound = <T>(command: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/**
 * Bounds commands in time and number. The signal of a command aborts when its time is up: one that waits to be sent is
 * given up then. One that was sent stays sent, so the overdue are counted until they are answered.
 *
 * The command rejects with `ERR_FP_TIMEOUT` when the time is up or too many are overdue, and with `ERR_FP_NETWORK` when
 * the client fails.
 */
export function createBound(timeoutMs: number): Bound {
  let overdue = 0;
  return (command) => {
    if (overdue >= MAX_OVERDUE) return Promise.reject(timedOut('Redis does not answer'));
    return new Promise((resolve, reject) => {
      const controller = new AbortController();
      let late = false;
      const expire = () => {
        late = true;
        overdue++;
        reject(timedOut(`Redis did not answer within ${timeoutMs} ms`));
        controller.abort();
      };
      const cancel = setAlarm(expire, timeoutMs);
      command(controller.signal)
        .then(resolve, (cause) => reject(failed(cause)))
        .finally(() => {
          cancel();
          if (late) overdue--;
        });
    });
  };
}

/**
 * Rings after a time in which answers could come, and returns what cancels it. What this process was busy with before
 * the command went out is not counted, and an answer that is here, unread, is read first.
 */
function setAlarm(ring: () => void, ms: number): () => void {
  let cancel = (): void => undefined;
  const nextTurn = (then: () => void) => {
    const turn = setImmediate(then);
    cancel = () => clearImmediate(turn);
  };
  nextTurn(() => {
    const timer = setTimeout(() => nextTurn(ring), ms);
    cancel = () => clearTimeout(timer);
  });
  return () => cancel();
}

function timedOut(message: string): FingerprintError {
  return new FingerprintError('ERR_FP_TIMEOUT', message);
}

function failed(cause: unknown): FingerprintError {
  return new FingerprintError('ERR_FP_NETWORK', 'Redis cannot be reached, or refuses the command', { cause });
}
