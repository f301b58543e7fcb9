import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { DeadlineExceeded, sleep } from '../lib/deadline.js';
import { FingerprintError, type FingerprintErrorCode, isFingerprintError } from '../lib/errors.js';
import { overBudget } from '../server-api/api-error.js';
import type { GetEvent } from '../server-api/client.js';
import type { Breaker } from './breaker.js';
import type { Budget } from './budget.js';
import type { ClientRecord } from './client-records.js';
import type { RetryDelay } from './retry.js';

/** One look-up's terms. */
interface AskTerms {
  signal: AbortSignal;
  deadlineMs: number;
  /** Waits for its turn, and for an event that is not visible yet. Without it, neither. */
  patient: boolean;
  /** The vendor's ruleset to judge the event by. */
  rulesetId?: string | undefined;
  /** Who asks: refused while turns are short, where its ids were unknown for the most part. */
  client?: ClientRecord | undefined;
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
const NOT_ASKED = new Set<FingerprintErrorCode>([
  'ERR_FP_BUDGET',
  'ERR_FP_CLIENT_LIMIT',
  'ERR_FP_BREAKER_OPEN',
]);

/**
 * Builds the loop around one request: a turn of the budget, the breaker, the request, and where it fails, the next
 * attempt. When the deadline cuts it off, the error is that of the last answer, else a time-out.
 */
export function createAsk({ getEvent, budget, breaker, retryDelay, clock }: AskParts): Ask {
  return async (id, { signal, deadlineMs, patient, rulesetId, client }) => {
    const startedAt = clock();
    const leftMs = () => deadlineMs - (clock() - startedAt);
    let answered: FingerprintError | undefined;
    let waited = false;
    let wasUnknown = false;

    for (let attempt = 1; ; attempt++) {
      // Asking again for an event that may be made up takes no turn that another look-up waits for.
      const waits = patient && answered?.code !== 'ERR_FP_EVENT_NOT_FOUND';
      try {
        if (client?.isSuspect() && budget.isShort()) throw clientLimit();
        const waitMs = budget.take(waits ? Math.max(0, leftMs() * MAX_WAIT_SHARE) : 0);
        waited ||= waitMs > 0;
        if (waitMs > 0) await sleep(waitMs, signal);
        const event = await breaker(() => request(id, rulesetId, signal, waited, answered));
        client?.known(wasUnknown);
        return patient && event.partial ? await completed(event) : event;
      } catch (thrown) {
        const error = codedError(thrown, waited);
        if (error.status !== undefined) answered = error;
        if (error.code === 'ERR_FP_EVENT_NOT_FOUND' && !wasUnknown) {
          wasUnknown = true;
          client?.unknown();
        }
        if (signal.aborted || NOT_ASKED.has(error.code)) throw lastWord(error, answered);
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
          last = await breaker(() => request(id, rulesetId, signal, true));
        } catch {
          break;
        }
      }
      return last;
    }
  };

  /** Time that was spent before this request, on a turn or an earlier answer, is no failure of the API where the rest is too short. */
  async function request(
    id: string,
    rulesetId: string | undefined,
    signal: AbortSignal,
    waited: boolean,
    answered?: FingerprintError,
  ): Promise<FingerprintEvent> {
    try {
      const event = await getEvent(id, signal, { rulesetId });
      budget.succeeded();
      return event;
    } catch (thrown) {
      budget.failed(thrown);
      const error = codedError(thrown, waited);
      throw error.code === 'ERR_FP_TIMEOUT' ? (answered ?? error) : error;
    }
  }
}

/**
 * What a look-up that makes no further attempt ends with: the last answer. But a failure that another attempt might have
 * mended is not the API's last word where turns were too short for it: whoever floods makes them short.
 */
function lastWord(error: FingerprintError, answered: FingerprintError | undefined): FingerprintError {
  if (error.code === 'ERR_FP_CLIENT_LIMIT') return error;
  if (error.code === 'ERR_FP_BUDGET' && answered?.code === 'ERR_FP_API_STATUS') return error;
  return answered ?? error;
}

function clientLimit(): FingerprintError {
  return new FingerprintError(
    'ERR_FP_CLIENT_LIMIT',
    "look-ups are short, and the client's ids were unknown for the most part",
  );
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
