import type { FingerprintError, FingerprintErrorCode } from '../lib/errors.js';
import type { FingerprintEvent } from './fingerprint-event.js';

/**
 * How a lookup ended: the event was found; the API knows none; the API could not answer; the API refused the guard
 * or the id; or it was not asked.
 */
export type LookupOutcome = 'found' | 'unknown' | 'unavailable' | 'refused' | 'skipped';

/** Why there is no event. */
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

/** How one lookup ended, and what it brought. */
export interface LookupResult {
  outcome: LookupOutcome;
  /** What was found; or, if only a ruleset's verdict could not be retrieved, the event at hand without it. */
  event?: FingerprintEvent;
  source: 'sealed' | 'cache' | 'api' | 'none';
  /** With `unavailable`, with `refused` if the guard is refused, and with `skipped` if the client is. */
  cause?: LookupCause;
  /** The API cannot parse the id: the client chose it. */
  malformed?: true;
  /** When the id says its event happened, ms since 1970, if that is why the API was not asked. **Untrusted**. */
  claimedTime?: number;
  error?: FingerprintError;
}

const FAILURES: {
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
  // No failure of the service: nothing that follows from it counts as failing open.
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
 * What a lookup comes to that failed with this error.
 * @throws FingerprintError The error itself if it is none that a lookup can fail with: then a program is wrong.
 */
export function failedLookup(error: FingerprintError): LookupResult {
  const failure = FAILURES[error.code];
  if (!failure) throw error;
  return { source: 'none', error, ...failure };
}

/**
 * A lookup for a verdict on an event at hand: if it brings nothing, the event is judged without the verdict, and how
 * the lookup failed is judged too.
 */
export const withFallbackEvent = (
  lookup: LookupResult,
  event: FingerprintEvent,
  source: 'sealed' | 'cache',
): LookupResult => (lookup.event ? lookup : { ...lookup, event, source });
