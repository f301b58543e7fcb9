import type { FingerprintError, FingerprintErrorCode } from '../lib/errors.js';
import type { FingerprintEvent } from './fingerprint-event.js';

/**
 * The outcome of a lookup: the event was found; the API does not know it; the API could not answer; the API refused the
 * guard or the ID; or it was not asked.
 */
export type LookupOutcome = 'found' | 'unknown' | 'unavailable' | 'refused' | 'skipped';

/** The reason why there is no event. */
export type LookupCause =
  | 'timeout'
  | 'network'
  | 'status'
  | 'rate-limited'
  | 'breaker-open'
  | 'budget'
  | 'client-limit'
  | 'bad-response'
  | 'foreign-answer'
  | 'key'
  | 'region'
  | 'subscription';

/** The result of one lookup. */
export interface LookupResult {
  outcome: LookupOutcome;
  /** The event that was found; or, if only a ruleset's verdict could not be retrieved, the known event without it. */
  event?: FingerprintEvent;
  source: 'sealed' | 'cache' | 'api' | 'none';
  /** With `unavailable`, with `refused` if the guard is refused, and with `skipped` if the client is. */
  cause?: LookupCause;
  /** The API cannot parse the ID, which the client chose. */
  malformed?: true;
  /**
   * The time of the event according to its ID, ms since 1970, if it is the reason why the API was not asked.
   * **Untrusted**.
   */
  claimedTime?: number;
  error?: FingerprintError;
}

const OUTCOMES: {
  readonly [Code in FingerprintErrorCode]?: Pick<LookupResult, 'outcome' | 'cause' | 'malformed'>;
} = {
  ERR_FP_TIMEOUT: { outcome: 'unavailable', cause: 'timeout' },
  ERR_FP_NETWORK: { outcome: 'unavailable', cause: 'network' },
  ERR_FP_API_STATUS: { outcome: 'unavailable', cause: 'status' },
  ERR_FP_BAD_RESPONSE: { outcome: 'unavailable', cause: 'bad-response' },
  ERR_FP_FOREIGN_ANSWER: { outcome: 'unavailable', cause: 'foreign-answer' },
  ERR_FP_BREAKER_OPEN: { outcome: 'unavailable', cause: 'breaker-open' },
  ERR_FP_BUDGET: { outcome: 'unavailable', cause: 'budget' },
  ERR_FP_OVERLOADED: { outcome: 'unavailable', cause: 'budget' },
  // Not a failure of the service: nothing that follows from it counts as failing open.
  ERR_FP_CLIENT_LIMIT: { outcome: 'skipped', cause: 'client-limit' },
  ERR_FP_RATE_LIMITED: { outcome: 'unavailable', cause: 'rate-limited' },
  ERR_FP_API_KEY: { outcome: 'refused', cause: 'key' },
  ERR_FP_API_REGION: { outcome: 'refused', cause: 'region' },
  ERR_FP_API_SUBSCRIPTION: { outcome: 'refused', cause: 'subscription' },
  // The ruleset belongs to the workspace of the key.
  ERR_FP_API_RULESET: { outcome: 'refused', cause: 'key' },
  ERR_FP_BAD_REQUEST: { outcome: 'refused', malformed: true },
  ERR_FP_EVENT_NOT_FOUND: { outcome: 'unknown' },
};

/**
 * The result of a lookup that failed with this error.
 * @throws FingerprintError The error itself if a lookup cannot fail with it: it shows a bug.
 */
export function failedLookup(error: FingerprintError): LookupResult {
  const failure = OUTCOMES[error.code];
  if (!failure) throw error;
  return { source: 'none', error, ...failure };
}

/**
 * The result of a lookup for a verdict on a known event: if the lookup fails, the event is judged without the verdict,
 * and so is the failure.
 */
export const withFallbackEvent = (
  lookup: LookupResult,
  event: FingerprintEvent,
  source: 'sealed' | 'cache',
): LookupResult => (lookup.event ? lookup : { ...lookup, event, source });
