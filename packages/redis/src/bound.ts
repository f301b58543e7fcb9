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
      let end = () => clearTimeout(timer);
      // A busy process comes late to its timers: an answer that is here already, unread, still counts.
      const timer = setTimeout(() => {
        const turn = setImmediate(expire);
        end = () => clearImmediate(turn);
      }, timeoutMs);
      command(controller.signal)
        .then(resolve, (cause) => reject(failed(cause)))
        .finally(() => {
          end();
          if (late) overdue--;
        });
    });
  };
}

function timedOut(message: string): FingerprintError {
  return new FingerprintError('ERR_FP_TIMEOUT', message);
}

function failed(cause: unknown): FingerprintError {
  return new FingerprintError('ERR_FP_NETWORK', 'Redis cannot be reached, or refuses the command', { cause });
}
