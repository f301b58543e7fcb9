import { hasFailed } from '../event/failed-event.js';
import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { CancelSignal } from '../lib/cancellation.js';
import { type AbortingDeadline, sleep } from '../lib/deadline.js';
import type { FingerprintError } from '../lib/errors.js';
import { isProgrammingError } from '../lib/programming-error.js';
import { failureInside, isApiAnswer, limitInside } from '../server-api/api-error.js';
import type { GetEvent } from '../server-api/client.js';
import { type ApiGate, longestWaitMs } from './api-gate.js';
import { codedError } from './coded-error.js';
import type { Hedge } from './hedge.js';
import type { BoundedLookup, LookupRequest } from './lookup.js';
import { isNotAsked, isOwnDoing } from './own-doing.js';
import type { RetryDelay } from './retry.js';

export interface AttemptsParts {
  /** Asks the API once. */
  getEvent: GetEvent;
  gate: ApiGate;
  /** Undefined if no late request is made a second time. */
  hedge?: Hedge | undefined;
  retryDelay: RetryDelay;
}

/**
 * Asks the API for an event as often as necessary, within the deadline. Rejects with a coded error: if the deadline
 * cuts it off, with that of the last answer, or else with a time-out.
 */
export function createAttempts(parts: AttemptsParts): BoundedLookup {
  return async (id, request, deadline) => {
    const event = await new Attempts(parts, id, request, deadline).run();
    return { outcome: 'found', event, source: 'api' };
  };
}

/** The attempts of one lookup, and their results so far. */
class Attempts {
  readonly #parts: AttemptsParts;
  readonly #id: string;
  readonly #request: LookupRequest;
  readonly #deadline: AbortingDeadline;
  /** The last error that the API answered with. */
  #answered: FingerprintError | undefined;
  /** The lookup had to wait for a turn of the budget. */
  #waited = false;
  #wasUnknown = false;

  constructor(parts: AttemptsParts, id: string, request: LookupRequest, deadline: AbortingDeadline) {
    this.#parts = parts;
    this.#id = id;
    this.#request = request;
    this.#deadline = deadline;
  }

  async run(): Promise<FingerprintEvent> {
    const { patient, client } = this.#request;
    const { gate, retryDelay } = this.#parts;
    const { signal } = this.#deadline;
    for (let attempt = 1; ; attempt++) {
      try {
        if (await gate.takeTurn(this.#maxWaitMs(), this.#deadline, client)) this.#waited = true;
        const event = await this.#ask();
        client?.known(this.#wasUnknown);
        return hasFailed(event) || (patient && event.partial) ? await this.#completed(event) : event;
      } catch (thrown) {
        if (isProgrammingError(thrown)) throw thrown;
        const error = this.#codedError(thrown);
        this.#note(error);
        if (signal.aborted || isNotAsked(error)) throw finalError(error, this.#answered);
        if (error.code === 'ERR_FP_EVENT_NOT_FOUND' && !patient) throw error;
        const elapsedMs = this.#deadline.elapsedMs();
        const delayMs = retryDelay({ id: this.#id, error, attempt, elapsedMs });
        if (delayMs === undefined || delayMs >= this.#deadline.leftMs()) throw error;
        await sleep(delayMs, signal).catch(() => {
          throw this.#answered ?? error;
        });
      }
    }
  }

  /** Repeating a request for an event that may be made up must not take a turn that another lookup waits for. */
  #maxWaitMs(): number {
    const waits = this.#request.patient && this.#answered?.code !== 'ERR_FP_EVENT_NOT_FOUND';
    return waits ? longestWaitMs(this.#deadline) : 0;
  }

  async #ask(): Promise<FingerprintEvent> {
    const { gate, hedge } = this.#parts;
    const deadline = this.#deadline;
    const event = await (hedge
      ? hedge.run((signal) => this.#call(signal), deadline)
      : this.#call(deadline.signal));
    deadline.excuseSilence();
    const limit = limitInside(event.failed);
    if (limit) gate.budget.failed(limit);
    return event;
  }

  #call(signal: CancelSignal): Promise<FingerprintEvent> {
    const { getEvent, gate } = this.#parts;
    const { rulesetId } = this.#request.hints;
    return gate.call(() => getEvent(this.#id, signal, { rulesetId }), this.#blame);
  }

  /**
   * If time was spent before a request, on a turn or an earlier answer, the API is not to blame for a rest that is too
   * short.
   */
  readonly #blame = (thrown: unknown): unknown => {
    if (isProgrammingError(thrown)) return thrown;
    const error = this.#codedError(thrown);
    return error.code === 'ERR_FP_TIMEOUT' ? (this.#answered ?? error) : error;
  };

  /**
   * Asks again, with spare turns, for an event whose signals failed or are still being computed; the last answer
   * counts.
   */
  async #completed(event: FingerprintEvent): Promise<FingerprintEvent> {
    const { gate, retryDelay } = this.#parts;
    const { signal } = this.#deadline;
    let last = event;
    // From here on, a request that the deadline cuts off is not a failure of the API, which has already returned the
    // event.
    this.#waited = true;
    for (let attempt = 1; last.partial || hasFailed(last); attempt++) {
      const elapsedMs = this.#deadline.elapsedMs();
      const error = hasFailed(last) ? failureInside() : undefined;
      const delayMs = retryDelay({ id: this.#id, error, attempt, elapsedMs });
      if (delayMs === undefined || delayMs >= this.#deadline.leftMs()) break;
      try {
        await sleep(delayMs, signal);
        await gate.takeTurn(0, this.#deadline);
        last = await this.#ask();
      } catch (thrown) {
        if (isProgrammingError(thrown)) throw thrown;
        break;
      }
    }
    return last;
  }

  #note(error: FingerprintError): void {
    if (error.status !== undefined) this.#answered = error;
    if (isApiAnswer(error)) this.#deadline.excuseSilence();
    if (error.code !== 'ERR_FP_EVENT_NOT_FOUND' || this.#wasUnknown) return;
    this.#wasUnknown = true;
    this.#request.client?.unknown();
  }

  #codedError(thrown: unknown): FingerprintError {
    return codedError(thrown, this.#deadline, this.#waited);
  }
}

/**
 * Returns the error of a lookup that makes no further attempt: that of the last answer. But if turns were too scarce
 * for another attempt that might have succeeded, the API is not to blame: a flood makes them scarce.
 */
function finalError(error: FingerprintError, answered: FingerprintError | undefined): FingerprintError {
  if (error.code === 'ERR_FP_CLIENT_LIMIT') return error;
  if (isOwnDoing(error) && answered?.code === 'ERR_FP_API_STATUS') return error;
  return answered ?? error;
}
