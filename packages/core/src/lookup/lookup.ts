import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { failedLookup, type Lookup, orAtHand } from '../event/lookup-result.js';
import { isJudgedBy } from '../event/verdict.js';
import { withDeadline, within } from '../lib/deadline.js';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import type { EventCache } from '../stores/event-cache.js';
import type { Ask } from './attempts.js';
import type { ClientRecord } from './client-records.js';
import type { UnknownIds } from './unknown-ids.js';

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
      const failed = failedLookup(error);
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
