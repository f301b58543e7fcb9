import { withDeadline, within } from '../deadline.js';
import { FingerprintError, type FingerprintErrorCode, isFingerprintError } from '../errors.js';
import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { isJudgedBy } from '../event/verdict.js';
import type { EventCache } from '../stores/event-cache.js';
import type { Ask } from './ask.js';
import type { ClientRecord } from './client-records.js';
import type { UnknownIds } from './unknown-ids.js';

/**
 * How a look-up ended: the event was found; the API knows none; the API could not answer; the API refused the guard
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
  | 'key'
  | 'region'
  | 'subscription';

/** How one look-up ended, and what it brought. */
export interface Lookup {
  outcome: LookupOutcome;
  /** What was found; or, where only a ruleset's verdict could not be had, the event at hand without it. */
  event?: FingerprintEvent;
  source: 'sealed' | 'cache' | 'api' | 'none';
  /** With `unavailable`, with `refused` where it is the guard that is refused, and with `skipped` where it is the client. */
  cause?: LookupCause;
  /** The API cannot parse the id: the client chose it. */
  malformed?: true;
  /** When the id says its event happened, ms since 1970, where that is why the API was not asked. **Untrusted**. */
  claimedTime?: number;
  error?: FingerprintError;
}

/** How one look-up is made. */
interface LookUpManner {
  /** Waits for its turn, and for an event that is not visible yet. */
  patient: boolean;
  /** The vendor's ruleset whose verdict is wanted with the event. */
  rulesetId: string | undefined;
  /** Who asks, where it may be refused for what it asked before. */
  client: ClientRecord | undefined;
}

/** Obtains one event; never rejects. Concurrent look-ups of one id, and of one ruleset, are one. */
export type LookUp = (id: string, manner: LookUpManner) => Promise<Lookup>;

interface LookUpOptions {
  ask: Ask;
  cache: EventCache | false;
  unknownIds: UnknownIds;
  /** One bound for the whole look-up, ms. */
  deadlineMs: number;
  /** How long an event is worth keeping, ms. */
  cacheTtlMs: number;
  /** Told of a cache that fails; the look-up goes on without it. */
  onCacheError: (error: unknown) => void;
}

/** A cache slower than this is asked in vain; the API is asked instead. In ms. */
const CACHE_TIMEOUT_MS = 100;

const FAILURES: {
  readonly [Code in FingerprintErrorCode]?: Pick<Lookup, 'outcome' | 'cause' | 'malformed'>;
} = {
  ERR_FP_TIMEOUT: { outcome: 'unavailable', cause: 'timeout' },
  ERR_FP_NETWORK: { outcome: 'unavailable', cause: 'network' },
  ERR_FP_API_STATUS: { outcome: 'unavailable', cause: 'status' },
  ERR_FP_BAD_RESPONSE: { outcome: 'unavailable', cause: 'bad-response' },
  ERR_FP_BREAKER_OPEN: { outcome: 'unavailable', cause: 'breaker-open' },
  ERR_FP_BUDGET: { outcome: 'unavailable', cause: 'budget' },
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

/** Builds the look-up: cache first, then the API, both within one deadline. */
export function createLookUp(options: LookUpOptions): LookUp {
  const { ask, cache, unknownIds, deadlineMs, cacheTtlMs, onCacheError } = options;
  const inFlight = new Map<string, SharedLookup>();

  async function cached(id: string, key: string): Promise<FingerprintEvent | undefined> {
    if (!cache) return undefined;
    try {
      const answer = cache.get(key);
      const found = answer instanceof Promise ? await within(CACHE_TIMEOUT_MS, answer) : answer;
      return found?.eventId === id ? found : undefined;
    } catch (error) {
      onCacheError(error);
      return undefined;
    }
  }

  function remember(event: FingerprintEvent, key: string): void {
    if (!cache || event.partial) return;
    try {
      Promise.resolve(cache.set(key, event, cacheTtlMs)).catch(onCacheError);
    } catch (error) {
      onCacheError(error);
    }
  }

  async function obtain(id: string, manner: LookUpManner): Promise<Lookup> {
    const startedAt = performance.now();
    const { rulesetId } = manner;
    const key = cacheKey(id, rulesetId);
    let atHand: FingerprintEvent | undefined;
    try {
      return await withDeadline(deadlineMs, async (deadline): Promise<Lookup> => {
        const known = await cached(id, key);
        if (known) return { outcome: 'found', event: known, source: 'cache' };
        // What came without a ruleset, by a webhook or for another policy, may hold its verdict all the same.
        if (rulesetId !== undefined) atHand = await cached(id, id);
        if (atHand && isJudgedBy(atHand, rulesetId))
          return { outcome: 'found', event: atHand, source: 'cache' };
        if (!atHand && unknownIds.has(id)) return { outcome: 'unknown', source: 'none' };
        const event = await ask(id, { signal: deadline.signal, deadlineMs, ...manner });
        remember(event, key);
        return { outcome: 'found', event, source: 'api' };
      });
    } catch (thrown) {
      const error = codedError(thrown);
      if (error.code === 'ERR_FP_EVENT_NOT_FOUND') unknownIds.add(id, performance.now() - startedAt);
      const failed: Lookup = {
        source: 'none',
        error,
        ...(FAILURES[error.code] ?? { outcome: 'unavailable', cause: 'bad-response' }),
      };
      return atHand ? orAtHand(failed, atHand, 'cache') : failed;
    }
  }

  return (id, manner) => {
    // A client that is refused its look-up does not have it refused for another.
    const asked = cacheKey(id, manner.rulesetId);
    const key = `${manner.patient}:${manner.client?.isSuspect() ?? false}:${asked}`;
    const running = inFlight.get(key)?.promise;
    if (running) return running;
    const shared: SharedLookup = { promise: undefined };
    const settled = () => {
      inFlight.delete(key);
      shared.promise = undefined;
    };
    inFlight.set(key, shared);
    shared.promise = obtain(id, manner).finally(settled);
    return shared.promise;
  };
}

/** An event is kept apart for each ruleset that judged it. The id of a ruleset holds no colon. */
const cacheKey = (id: string, rulesetId: string | undefined): string =>
  rulesetId === undefined ? id : `${rulesetId}:${id}`;

/**
 * A look-up for a verdict on an event at hand: where it brings nothing, the event is judged without the verdict, and how
 * the look-up failed is judged too.
 */
export const orAtHand = (lookup: Lookup, event: FingerprintEvent, source: 'sealed' | 'cache'): Lookup =>
  lookup.event ? lookup : { ...lookup, event, source };

/**
 * A look-up under way. It lets go of its event when it ends: a map's discarded tables would keep it alive, and with it
 * everything the garbage collector then has to copy.
 */
interface SharedLookup {
  promise: Promise<Lookup> | undefined;
}

/** What only the deadline cut off had its time spent before the API was asked: in the cache. */
function codedError(thrown: unknown): FingerprintError {
  if (isFingerprintError(thrown)) return thrown;
  return new FingerprintError('ERR_FP_TIMEOUT', 'the look-up did not end within the deadline', {
    cause: thrown,
  });
}
