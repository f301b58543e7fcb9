import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import { isProgrammingError } from '../lib/programming-error.js';
import { isDoubtful } from '../server-api/api-error.js';
import { RecentOutcomes } from './recent-outcomes.js';

/** The breaker opens if more than this share of at least so many requests failed lately. */
const THRESHOLD = 0.5;
const MIN_REQUESTS = 10;

/** After this long one request tries whether the API is back. In ms. */
const HALF_OPEN_AFTER_MS = 5000;

/**
 * Runs requests, unless the API has been failing. Only failures of the API and the way to it count; an answer, also 400,
 * 403, 404 or 429, shows that the API is there, so nothing a client sends opens the breaker.
 */
export class Breaker {
  readonly #clock: () => number;
  readonly #halfOpenAfterMs: number;
  #outcomes = new RecentOutcomes();
  /** When a request may try again; undefined while the breaker is closed. */
  #triesAt: number | undefined;
  #isTrying = false;

  /** @param clock Monotonic clock, ms. */
  constructor(clock: () => number, halfOpenAfterMs: number = HALF_OPEN_AFTER_MS) {
    this.#clock = clock;
    this.#halfOpenAfterMs = halfOpenAfterMs;
  }

  /** @throws FingerprintError `ERR_FP_BREAKER_OPEN` while the breaker is open, or what the request rejects with. */
  async run<T>(request: () => Promise<T>): Promise<T> {
    const tries = this.#triesAt !== undefined;
    // While one request tries, the others do not wait for it.
    if (this.#triesAt !== undefined && (this.#isTrying || this.#clock() < this.#triesAt)) throw breakerOpen();
    this.#isTrying = tries;
    let failed = false;
    let proves = true;
    try {
      return await request();
    } catch (error) {
      failed = isFailure(error);
      proves = !isOwnDoing(error);
      throw error;
    } finally {
      if (tries) this.#tried(failed);
      else if (proves) this.#count(failed);
    }
  }

  #tried(failed: boolean): void {
    this.#isTrying = false;
    if (failed) this.#open();
    else this.#close();
  }

  #count(failed: boolean): void {
    this.#outcomes.add(failed, this.#clock());
    // What was under way when the breaker opened says nothing of whether the API is back.
    if (!failed || this.#triesAt !== undefined) return;
    const { requests, failures } = this.#outcomes.sum(this.#clock());
    if (requests >= MIN_REQUESTS && failures > requests * THRESHOLD) this.#open();
  }

  #open(): void {
    this.#triesAt = this.#clock() + this.#halfOpenAfterMs;
  }

  #close(): void {
    this.#triesAt = undefined;
    this.#outcomes = new RecentOutcomes();
  }
}

/** An answer that is not what was asked for is none of them: it comes at once, and it may be the id that brings it about. */
const FAILURES = new Set(['ERR_FP_TIMEOUT', 'ERR_FP_NETWORK', 'ERR_FP_API_STATUS']);

/** What this process had no time or no connection for never reached the API, and says nothing of it. */
const OWN_DOING = new Set(['ERR_FP_BUDGET', 'ERR_FP_OVERLOADED']);

const isOwnDoing = (error: unknown): boolean => isFingerprintError(error) && OWN_DOING.has(error.code);

/** A program that is wrong says nothing of the API. */
function isFailure(error: unknown): boolean {
  if (!isFingerprintError(error)) return !isProgrammingError(error);
  return FAILURES.has(error.code) && !isDoubtful(error);
}

function breakerOpen(): FingerprintError {
  return new FingerprintError(
    'ERR_FP_BREAKER_OPEN',
    'the Server API has been failing; it is asked again soon',
  );
}
