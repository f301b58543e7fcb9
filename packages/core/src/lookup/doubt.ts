import type { AbortingDeadline } from '../lib/deadline.js';
import { type FingerprintError, type FingerprintErrorCode, isFingerprintError } from '../lib/errors.js';
import { isDoubtful, overBudget } from '../server-api/api-error.js';
import type { ApiProbe } from './api-probe.js';

export interface DoubtParts {
  probe: ApiProbe;
  /** True if a request that is not answered has certainly been sent. */
  doubtsSilence: boolean;
}

/** At most this many requests are repeated while the first is still unanswered: when all are slow, that is no help. */
const MAX_REPEATS = 8;

/** A probe may take this share of the time that is left. */
const PROBE_SHARE = 0.8;

/**
 * If a request fails in a way that may be due to itself, or half of its time is over without an answer, and the API
 * answers others, it is repeated once. If that fails as well, the request is to blame.
 */
export class Doubt {
  readonly #probe: ApiProbe;
  readonly #doubtsSilence: boolean;
  #repeats = 0;

  constructor({ probe, doubtsSilence }: DoubtParts) {
    this.#probe = probe;
    this.#doubtsSilence = doubtsSilence;
  }

  /** @param blame Turns the last failure of a request that is to blame into what it rejects with. */
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

  /** Resolves as soon as it is doubtful whether the API will answer, or certain that it has. */
  #doubtAbout(asked: Promise<unknown>, deadline: AbortingDeadline): Promise<DoubtKind | undefined> {
    return new Promise((resolve) => {
      asked.then(
        () => resolve(undefined),
        (error) => resolve(isInDoubt(error) ? 'failure' : undefined),
      );
      if (this.#doubtsSilence) deadline.atHalfTime(() => resolve('silence'));
    });
  }

  /** Behind an unanswered request, a probe that ends in a queue is no excuse for that request, which had none before it. */
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
