import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import { isProgrammingError } from '../lib/programming-error.js';
import { isOwnDoing } from './own-doing.js';
import { RecentOutcomes } from './recent-outcomes.js';

/** The breaker opens if more than this share of at least this many recent requests failed. */
const THRESHOLD = 0.5;
const MIN_REQUESTS = 10;

/** After this time, one request tests whether the API is back. In ms. */
const HALF_OPEN_AFTER_MS = 5000;

interface Probe {
  answers(): Promise<boolean>;
}

interface BreakerOptions {
  /**
   * Tests whether the API answers a request that no client chose; undefined if clients do not choose the requests of
   * this breaker.
   */
  probe?: Probe;
  halfOpenAfterMs?: number;
}

/**
 * Runs requests, unless the API has been failing. Only failures of the API and of the way to it count; any answer,
 * including 400, 403, 404 and 429, shows that the API is there. Failures alone do not open it if a client may be their
 * cause: the API must also fail to answer a probe.
 */
export class Breaker {
  readonly #clock: () => number;
  readonly #probe: Probe | undefined;
  readonly #halfOpenAfterMs: number;
  #outcomes = new RecentOutcomes();
  /** The time when a request may try again; undefined while the breaker is closed. */
  #triesAt: number | undefined;
  #isTrying = false;
  #isProbing = false;

  /** @param clock Monotonic clock, ms. */
  constructor(clock: () => number, { probe, halfOpenAfterMs = HALF_OPEN_AFTER_MS }: BreakerOptions = {}) {
    this.#clock = clock;
    this.#probe = probe;
    this.#halfOpenAfterMs = halfOpenAfterMs;
  }

  /** @throws FingerprintError `ERR_FP_BREAKER_OPEN` while the breaker is open, or what the request rejects with. */
  async run<T>(request: () => Promise<T>): Promise<T> {
    const tries = this.#triesAt !== undefined;
    // The other requests do not wait for the one that tests.
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
    if (failed) this.#openIfDown();
    else this.#close();
  }

  #count(failed: boolean): void {
    this.#outcomes.add(failed, this.#clock());
    // A request that was under way when the breaker opened does not show whether the API is back.
    if (!failed || this.#triesAt !== undefined) return;
    const { requests, failures } = this.#outcomes.sum(this.#clock());
    if (requests >= MIN_REQUESTS && failures > requests * THRESHOLD) this.#openIfDown();
  }

  #openIfDown(): void {
    if (!this.#probe) this.#open();
    else if (!this.#isProbing) this.#ask(this.#probe);
  }

  #ask(probe: Probe): void {
    this.#isProbing = true;
    probe
      .answers()
      .then((answers) => (answers ? this.#close() : this.#open()))
      // Requests that nobody knows to be hopeless are made.
      .catch(() => this.#close())
      .finally(() => {
        this.#isProbing = false;
      });
  }

  #open(): void {
    this.#isTrying = false;
    this.#triesAt = this.#clock() + this.#halfOpenAfterMs;
  }

  #close(): void {
    this.#isTrying = false;
    this.#triesAt = undefined;
    this.#outcomes = new RecentOutcomes();
  }
}

/** An unexpected answer is not a failure: it comes at once. */
const OUTAGES = new Set(['ERR_FP_TIMEOUT', 'ERR_FP_NETWORK', 'ERR_FP_API_STATUS']);

/** A bug says nothing about the API. */
function isFailure(error: unknown): boolean {
  if (!isFingerprintError(error)) return !isProgrammingError(error);
  return OUTAGES.has(error.code);
}

function breakerOpen(): FingerprintError {
  return new FingerprintError(
    'ERR_FP_BREAKER_OPEN',
    'the Server API has been failing; it is asked again soon',
  );
}
