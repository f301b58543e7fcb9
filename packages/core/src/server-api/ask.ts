import { DeadlineExceeded, sleep } from '../deadline.js';
import { FingerprintError, type FingerprintErrorCode, isFingerprintError } from '../errors.js';
import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { Breaker } from './breaker.js';
import { type Budget, overBudget } from './budget.js';
import type { GetEvent } from './client.js';
import type { RetryDelay } from './retry.js';

/** One look-up's terms. */
export interface AskTerms {
  signal: AbortSignal;
  deadlineMs: number;
  /** Waits for its turn, and for an event that is not visible yet. Without it, neither. */
  patient: boolean;
}

/** Asks the Server API for an event, as often as it takes and the terms allow. Rejects with a coded error. */
export type Ask = (id: string, terms: AskTerms) => Promise<FingerprintEvent>;

interface AskParts {
  getEvent: GetEvent;
  budget: Budget;
  breaker: Breaker;
  retryDelay: RetryDelay;
  /** Monotonic clock, ms. */
  clock: () => number;
}

/** A turn of the budget may take this share of the time that is left: the answer needs the rest. */
const MAX_WAIT_SHARE = 0.5;

/** Errors of attempts that never reached the API. */
const NOT_ASKED = new Set<FingerprintErrorCode>(['ERR_FP_BUDGET', 'ERR_FP_BREAKER_OPEN']);

/**
 * Builds the loop around one request: a turn of the budget, the breaker, the request, and where it fails, the next
 * attempt. When the deadline cuts it off, the error is that of the last answer, else a time-out.
 */
export function createAsk({ getEvent, budget, breaker, retryDelay, clock }: AskParts): Ask {
  return async (id, { signal, deadlineMs, patient }) => {
    const startedAt = clock();
    const leftMs = () => deadlineMs - (clock() - startedAt);
    let answered: FingerprintError | undefined;

    for (let attempt = 1; ; attempt++) {
      // Asking again for an event that may be made up takes no turn that another look-up waits for.
      const waits = patient && answered?.code !== 'ERR_FP_EVENT_NOT_FOUND';
      let waitedMs = 0;
      try {
        waitedMs = budget.take(waits ? Math.max(0, leftMs() * MAX_WAIT_SHARE) : 0);
        if (waitedMs > 0) await sleep(waitedMs, signal);
        const event = await breaker(() => request(id, signal));
        return patient && event.partial ? await completed(event) : event;
      } catch (thrown) {
        const error = codedError(thrown, waitedMs > 0);
        if (error.status !== undefined) answered = error;
        if (signal.aborted || NOT_ASKED.has(error.code)) throw answered ?? error;
        if (error.code === 'ERR_FP_EVENT_NOT_FOUND' && !patient) throw error;
        const delayMs = retryDelay({ id, error, attempt, elapsedMs: clock() - startedAt });
        if (delayMs === undefined || delayMs >= leftMs()) throw error;
        await sleep(delayMs, signal).catch(() => {
          throw answered ?? error;
        });
      }
    }

    /** Asks again, by spare turns, for an event whose signals are still being computed; the last one had counts. */
    async function completed(event: FingerprintEvent): Promise<FingerprintEvent> {
      let last = event;
      for (let attempt = 1; last.partial; attempt++) {
        const delayMs = retryDelay({ id, error: undefined, attempt, elapsedMs: clock() - startedAt });
        if (delayMs === undefined || delayMs >= leftMs()) break;
        try {
          await sleep(delayMs, signal);
          budget.take(0);
          last = await breaker(() => request(id, signal));
        } catch {
          break;
        }
      }
      return last;
    }
  };

  async function request(id: string, signal: AbortSignal): Promise<FingerprintEvent> {
    try {
      const event = await getEvent(id, signal);
      budget.succeeded();
      return event;
    } catch (error) {
      budget.failed(error);
      throw error;
    }
  }
}

/** A time-out after waiting for a turn is the budget's doing: it took the time that the answer lacked. */
function codedError(thrown: unknown, waited: boolean): FingerprintError {
  if (isFingerprintError(thrown)) return thrown;
  if (!(thrown instanceof DeadlineExceeded)) {
    return new FingerprintError('ERR_FP_NETWORK', 'the look-up failed', { cause: thrown });
  }
  return waited
    ? overBudget(undefined, thrown)
    : new FingerprintError('ERR_FP_TIMEOUT', 'the Server API did not answer within the deadline', {
        cause: thrown,
      });
}
