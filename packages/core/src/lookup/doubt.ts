import type { AbortingDeadline } from '../lib/deadline.js';
import { type FingerprintError, isFingerprintError } from '../lib/errors.js';
import { isDoubtful, overBudget } from '../server-api/api-error.js';
import type { ApiProbe } from './api-probe.js';

export interface DoubtParts {
  probe: ApiProbe;
  /** True if a request that is not answered has certainly been sent. */
  doubtsSilence: boolean;
}

/** A request that may fail by its own doing. */
interface Doubtful<T> {
  ask: () => Promise<T>;
  deadline: AbortingDeadline;
  rulesetId?: string | undefined;
  /** Turns the last failure of a request that is to blame into what it rejects with. */
  blame: (cause: FingerprintError) => FingerprintError;
}

/** At most this many requests are repeated while the first is still unanswered: when all are slow, that is no help. */
const MAX_REPEATS = 32;

/**
 * If a request fails in a way that may be due to itself, or half of its time is over without an answer, and the API
 * answers a probe, the request is repeated once. If that fails as well, the request is to blame.
 */
export class Doubt {
  readonly #probe: ApiProbe;
  readonly #doubtsSilence: boolean;
  #repeats = 0;

  constructor({ probe, doubtsSilence }: DoubtParts) {
    this.#probe = probe;
    this.#doubtsSilence = doubtsSilence;
  }

  async settle<T>({ ask, deadline, rulesetId, blame }: Doubtful<T>): Promise<T> {
    const first = ask();
    const doubt = await this.#doubtAbout(first, deadline);
    if (!doubt) return first;

    let answersOthers = false;
    const second = async () => {
      const probed = this.#probe.answers(rulesetId);
      answersOthers = await (doubt === 'failure' ? beforeEnd(deadline, probed) : probed);
      // Once the first is settled, nobody waits for a second.
      if (!answersOthers || deadline.signal.aborted) return first;
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
  #doubtAbout(
    asked: Promise<unknown>,
    deadline: AbortingDeadline,
  ): Promise<'failure' | 'silence' | undefined> {
    return new Promise((resolve) => {
      asked.then(
        () => resolve(undefined),
        // At the end of its time, a failure is silence.
        (error) => resolve(isInDoubt(error) && !deadline.signal.aborted ? 'failure' : undefined),
      );
      if (this.#doubtsSilence) deadline.atHalfTime(() => resolve('silence'));
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

/** Rejects if the time is up before a probe has ended: nobody knows then who failed. */
const beforeEnd = <T>({ signal }: AbortingDeadline, probed: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    probed.then(resolve, reject);
    signal.addEventListener('abort', () => reject(overBudget()), { once: true });
  });

const isInDoubt = (error: unknown): error is FingerprintError =>
  isFingerprintError(error) && isDoubtful(error);
