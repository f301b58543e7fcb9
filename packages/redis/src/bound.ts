import { FingerprintError } from '@fingerprint-guard/core';
import { Backlog } from './backlog.js';
import type { Commands } from './commands.js';

/**
 * Runs a command for a key and settles within the time bound, whatever Redis does. An answer that comes after that goes
 * to `onLate`.
 */
export type Bound = <T>(
  key: string,
  command: (signal: AbortSignal) => Promise<T>,
  onLate?: (answer: T) => void,
) => Promise<T>;

/**
 * Limits commands in time and number. The signal of a command aborts when its time is up: a command that still waits to
 * be sent is then dropped. A command that was sent cannot be recalled, so overdue answers are counted, separately for
 * each node of a cluster.
 *
 * The command rejects with `ERR_FP_TIMEOUT` when the time is up or too many are overdue, and with `ERR_FP_NETWORK` when
 * the client fails.
 */
export function createBound({ nodeOf, onReady }: Commands, timeoutMs: number): Bound {
  const backlogs = new Map<string, Backlog>();
  // A new connection has no overdue answers.
  onReady(() => backlogs.clear());
  const backlogOf = (node: string): Backlog => {
    const backlog = backlogs.get(node) ?? new Backlog(() => performance.now());
    backlogs.set(node, backlog);
    return backlog;
  };

  return (key, command, onLate) => {
    const backlog = backlogOf(nodeOf(key));
    const sent = backlog.admit();
    if (!sent) return Promise.reject(timedOut('Redis does not answer'));
    return new Promise((resolve, reject) => {
      const controller = new AbortController();
      let late = false;
      const expire = () => {
        late = true;
        backlog.overdue(sent);
        reject(timedOut(`Redis did not answer within ${timeoutMs} ms`));
        controller.abort();
      };
      const cancel = setAlarm(expire, timeoutMs);
      command(controller.signal)
        .then(
          (answer) => {
            if (late) return onLate?.(answer);
            backlog.answered(sent);
            resolve(answer);
          },
          (cause) => reject(failed(cause)),
        )
        .finally(() => {
          cancel();
          backlog.settled(sent);
        });
    });
  };
}

/** A timer that fires later than this was delayed by this process. In ms. */
const HELD_UP_MS = 10;

/**
 * Fires after a period in which answers could arrive, and returns a function that cancels it. The time in which this
 * process was busy before the command was sent does not count, and an answer that has arrived unread is read first. If
 * the process itself was busy, so that the command may not have been sent, the period is extended once, by at most its
 * own length.
 */
function setAlarm(ring: () => void, ms: number): () => void {
  let cancel = (): void => undefined;
  const nextTurn = (then: () => void) => {
    const turn = setImmediate(then);
    cancel = () => clearImmediate(turn);
  };
  const wait = (forMs: number, then: (lateMs: number) => void) => {
    const dueAt = performance.now() + forMs;
    const timer = setTimeout(() => then(performance.now() - dueAt), forMs);
    cancel = () => clearTimeout(timer);
  };
  const end = () => nextTurn(ring);
  nextTurn(() => wait(ms, (lateMs) => (lateMs > HELD_UP_MS ? wait(Math.min(lateMs, ms), end) : end())));
  return () => cancel();
}

function timedOut(message: string): FingerprintError {
  return new FingerprintError('ERR_FP_TIMEOUT', message);
}

function failed(cause: unknown): FingerprintError {
  return new FingerprintError('ERR_FP_NETWORK', 'Redis cannot be reached, or refuses the command', { cause });
}
