import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { failedLookup, type LookupResult, withFallbackEvent } from '../event/lookup-result.js';
import { isSingleUse } from '../event/single-use.js';
import { isJudgedBy } from '../event/verdict.js';
import { type Deadline, DeadlineExceeded } from '../lib/deadline.js';
import { isFingerprintError } from '../lib/errors.js';
import type { Timekeeper } from '../lib/timekeeper.js';
import type { EventCache } from '../stores/event-cache.js';
import { type BoundedLookup, lookupKey } from './lookup.js';
import type { UnknownIds } from './unknown-ids.js';

export interface CacheParts {
  timekeeper: Timekeeper;
  cache: EventCache | false;
  unknownIds: UnknownIds;
  /** The time for which an event is worth keeping, ms. */
  cacheTtlMs: number;
  /** Called when a cache fails; the lookup goes on without it. */
  onCacheError: (error: unknown) => void;
}

/** A cache slower than this is given up on; the API is asked instead. In ms. */
const CACHE_TIMEOUT_MS = 100;

/**
 * Answers a lookup from this guard's memory, and keeps the result: whole events, and ids that the API does not know.
 */
export function throughCache(lookup: BoundedLookup, parts: CacheParts): BoundedLookup {
  const { timekeeper, cache, unknownIds, cacheTtlMs, onCacheError } = parts;

  async function read(id: string, key: string, deadline: Deadline): Promise<FingerprintEvent | undefined> {
    if (!cache) return undefined;
    try {
      const answer = cache.get(key);
      const boundMs = Math.min(CACHE_TIMEOUT_MS, deadline.leftMs());
      const kept = answer instanceof Promise ? await timekeeper.within(boundMs, answer) : answer;
      return kept?.eventId === id ? kept : undefined;
    } catch (error) {
      if (!(error instanceof DeadlineExceeded && error.heldUp)) onCacheError(error);
      return undefined;
    }
  }

  async function keep(key: string, { event }: LookupResult): Promise<void> {
    if (!cache || !event || event.partial || !isSingleUse(event)) return;
    try {
      await cache.set(key, event, cacheTtlMs);
    } catch (error) {
      onCacheError(error);
    }
  }

  return async (id, request, deadline) => {
    const { rulesetId } = request.hints;
    const key = lookupKey(id, request);
    const kept = await read(id, key, deadline);
    if (kept) return { outcome: 'found', event: kept, source: 'cache' };
    // An event that came without a ruleset, by a webhook or for another policy, may contain its verdict all the same.
    const fallback = rulesetId === undefined ? undefined : await read(id, id, deadline);
    if (fallback && isJudgedBy(fallback, rulesetId))
      return { outcome: 'found', event: fallback, source: 'cache' };
    if (!fallback && unknownIds.has(id)) return { outcome: 'unknown', source: 'none' };
    try {
      const result = await lookup(id, request, deadline);
      const keeping = keep(key, result);
      request.waitUntil?.(keeping);
      return result;
    } catch (error) {
      if (isFingerprintError(error) && error.code === 'ERR_FP_EVENT_NOT_FOUND')
        unknownIds.add(id, deadline.elapsedMs());
      if (fallback && isFingerprintError(error))
        return withFallbackEvent(failedLookup(error), fallback, 'cache');
      throw error;
    }
  };
}
