import {
  type CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  handleAll,
  SamplingBreaker,
} from 'cockatiel';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';

/** The breaker opens where more than half of at least ten requests within ten seconds failed. */
const THRESHOLD = 0.5;
const SAMPLE_MS = 10_000;
const MIN_PER_SECOND = 1;

/** After this long one request tries whether the API is back. In ms. */
const HALF_OPEN_AFTER_MS = 5000;

/**
 * Runs requests, unless the API has been failing. Only failures of the API and the way to it count; an answer, also 400,
 * 403, 404 or 429, shows that the API is there, so nothing a client sends opens the breaker.
 */
export class Breaker {
  readonly #policy: CircuitBreakerPolicy;

  constructor(halfOpenAfterMs: number = HALF_OPEN_AFTER_MS) {
    const breaker = new SamplingBreaker({
      threshold: THRESHOLD,
      duration: SAMPLE_MS,
      minimumRps: MIN_PER_SECOND,
    });
    this.#policy = circuitBreaker(handleAll, { halfOpenAfter: halfOpenAfterMs, breaker });
  }

  /** @throws FingerprintError `ERR_FP_BREAKER_OPEN` while the breaker is open, or what the request rejects with. */
  async run<T>(request: () => Promise<T>): Promise<T> {
    // While one request tries, the others do not wait for it.
    if (this.#policy.state === CircuitState.HalfOpen) throw breakerOpen();
    let ran = false;
    const outcome = await this.#policy
      .execute(async () => {
        ran = true;
        try {
          return { value: await request() };
        } catch (error) {
          if (isFailure(error)) throw error;
          return { error };
        }
      })
      .catch((error: unknown) => {
        throw ran ? error : breakerOpen();
      });
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }
}

const FAILURES = new Set(['ERR_FP_TIMEOUT', 'ERR_FP_NETWORK', 'ERR_FP_API_STATUS', 'ERR_FP_BAD_RESPONSE']);

function isFailure(error: unknown): boolean {
  return !isFingerprintError(error) || FAILURES.has(error.code);
}

function breakerOpen(): FingerprintError {
  return new FingerprintError(
    'ERR_FP_BREAKER_OPEN',
    'the Server API has been failing; it is asked again soon',
  );
}
