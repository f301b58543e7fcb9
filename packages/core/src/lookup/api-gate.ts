import { type AbortingDeadline, type Deadline, sleep } from '../lib/deadline.js';
import type { Breaker } from './breaker.js';
import type { Budget } from './budget.js';
import type { ClientRecord } from './client-records.js';

/** The source of a gate's turns. */
export interface Turns extends Pick<Budget, 'succeeded' | 'failed'> {
  /** Reserves a turn, as {@link Budget.take} does; a promise if the turn comes from a shared budget. */
  take(maxWaitMs: number, client?: ClientRecord): number | Promise<number>;
}

/** Turns for lookups, some of which other calls may use. */
export interface LookupTurns extends Turns {
  /** Reserves a turn that no lookup is likely to need. */
  takeSpare(maxWaitMs: number): number | Promise<number>;
}

/** Waiting for a turn may take this share of the remaining time: the answer needs the rest. */
const MAX_WAIT_SHARE = 0.5;

/** The longest wait for a turn that leaves time for the answer, ms. */
export const longestWaitMs = (deadline: Deadline): number => deadline.leftMs() * MAX_WAIT_SHARE;

/**
 * The gate of every call to the API: it takes a turn of the budget, then goes through the breaker. Both learn from the
 * outcome.
 */
export class ApiGate {
  readonly budget: Turns;
  readonly #breaker: Breaker | undefined;

  /** @param breaker Undefined for the calls that decide whether it opens. */
  constructor(budget: Turns, breaker?: Breaker) {
    this.budget = budget;
    this.#breaker = breaker;
  }

  /**
   * Takes a turn of the budget, and waits for it; resolves to whether it had to wait. Until then nobody is asked, so
   * that silence proves nothing.
   * @param client The one whose ID is looked up, if the policy refuses clients.
   * @throws FingerprintError `ERR_FP_BUDGET` if the wait is longer than `maxWaitMs`; `ERR_FP_CLIENT_LIMIT` if the client
   * is refused; the reason of the signal if it aborts.
   */
  async takeTurn(maxWaitMs: number, deadline: AbortingDeadline, client?: ClientRecord): Promise<boolean> {
    const turn = this.budget.take(maxWaitMs, client);
    const waitMs = typeof turn === 'number' ? turn : await turn;
    if (waitMs <= 0) return false;
    deadline.excuseSilence();
    await sleep(waitMs, deadline.signal);
    return true;
  }

  /**
   * Makes a call that has its turn.
   * @param blame Turns a failed call into the error that the breaker sees and the call rejects with. @defaultValue its
   * own error
   * @throws FingerprintError `ERR_FP_BREAKER_OPEN`, or the error of the call.
   */
  call<T>(call: () => Promise<T>, blame: (error: unknown) => unknown = (error) => error): Promise<T> {
    const learn = async () => {
      try {
        const answer = await call();
        this.budget.succeeded();
        return answer;
      } catch (error) {
        this.budget.failed(error);
        throw blame(error);
      }
    };
    return this.#breaker ? this.#breaker.run(learn) : learn();
  }
}
