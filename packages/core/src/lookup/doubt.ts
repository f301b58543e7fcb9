import type { AbortingDeadline } from '../lib/deadline.js';
import { type FingerprintError, type FingerprintErrorCode, isFingerprintError } from '../lib/errors.js';
import { isDoubtful, overBudget } from '../server-api/api-error.js';
import type { ApiProbe } from './api-probe.js';

export interface DoubtParts {
  probe: ApiProbe;
  /** True if an unanswered request was certainly sent. */
  doubtsSilence: boolean;
}

/**
 * The maximum number of requests that are repeated while the first is still unanswered: if all are slow, repeating does
 * not help.
 */
const MAX_REPEATS = 8;

/** The share of the remaining time that a probe may take. */
const PROBE_SHARE = 0.8;

/**
 * If a request fails in a way that it may have caused itself, or half of its time is over without an answer, and the
 * API answers others, it is repeated once. If that fails as well, the request is to blame.
 */
export class Doubt {
  readonly #probe: ApiProbe;
  readonly #doubtsSilence: boolean;
  #repeats = 0;

  constructor({ probe, doubtsSilence }: DoubtParts) {
    this.#probe = probe;
    this.#doubtsSilence = doubtsSilence;
  }

  /** @param blame Turns the last failure of a request that is to blame into the error that it rejects with. */
  async settle<T>(
    ask: () => Promise<T>,
    deadline: AbortingDeadline,
    blame: (cause: FingerprintError) => FingerprintError,
  ): Promise<T> {
    const { deliveries } = this.#probe;
    const first = ask();
    const doubt = await this.#doubtAbout(first, deadline);
    if (!doubt) return first;

    let answersOthers = true;
    const second = async () => {
      answersOthers = this.#probe.deliveries !== deliveries || (await this.#answers(doubt, deadline));
      if (!answersOthers) return first;
      return doubt === 'silence' ? this.#repeat(ask) : ask();
    };
    try {
      return await Promise.any([first, second()]);
    } catch (thrown) {
      const { errors } = thrown as AggregateError;
      const last = errors.find((error) => !isInDoubt(error)) ?? errors.at(-1);
      throw answersOthers && isInDoubt(last) ? blame(last) : last;
    }
  }

  /** Resolves as soon as it is doubtful that the API will answer, or certain that it has. */
  #doubtAbout(asked: Promise<unknown>, deadline: AbortingDeadline): Promise<DoubtKind | undefined> {
    return new Promise((resolve) => {
      asked.then(
        () => resolve(undefined),
        (error) => resolve(isInDoubt(error) ? 'failure' : undefined),
      );
      if (this.#doubtsSilence) deadline.atHalfTime(() => resolve('silence'));
    });
  }

  /**
   * A probe that ends in a queue behind an unanswered request does not excuse that request, which had no queue in front
   * of it.
   */
  #answers(doubt: DoubtKind, deadline: AbortingDeadline): Promise<boolean> {
    const answers = this.#probe.answers(deadline.leftMs() * PROBE_SHARE);
    if (doubt === 'failure') return answers;
    return answers.catch((error) => {
      if (isFingerprintError(error) && OWN_QUEUE.has(error.code)) return false;
      throw error;
    });
  }

  async #repeat<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#repeats >= MAX_REPEATS) throw overBudget();
    this.#repeats++;
    try {
      return await ask();
    } finally {
      this.#repeats--;
    }
  }
}

type DoubtKind = 'failure' | 'silence';

const OWN_QUEUE = new Set<FingerprintErrorCode>(['ERR_FP_BUDGET', 'ERR_FP_OVERLOADED']);

const isInDoubt = (error: unknown): error is FingerprintError =>
  isFingerprintError(error) && isDoubtful(error);
