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

/** The maximum time to wait for a cache; then the API is asked instead. In ms. */
const CACHE_TIMEOUT_MS = 100;

/**
 * Answers a lookup from this guard's memory, and keeps the result: whole events, and IDs that the API does not know.
 */
export function throughCache(lookup: BoundedLookup, parts: CacheParts): BoundedLookup {
  const { timekeeper, cache, unknownIds, cacheTtlMs, onCacheError } = parts;

  type Kept = FingerprintEvent | undefined;

  /** Most caches are in memory and answer synchronously. */
  function read(id: string, key: string, deadline: Deadline): Kept | Promise<Kept> {
    if (!cache) return undefined;
    try {
      const answer = cache.get(key);
      if (answer instanceof Promise) return waitFor(answer, id, deadline);
      return answer?.eventId === id ? answer : undefined;
    } catch (error) {
      onCacheError(error);
      return undefined;
    }
  }

  async function waitFor(answer: Promise<Kept>, id: string, deadline: Deadline): Promise<Kept> {
    try {
      const kept = await timekeeper.within(Math.min(CACHE_TIMEOUT_MS, deadline.leftMs()), answer);
      return kept?.eventId === id ? kept : undefined;
    } catch (error) {
      if (!(error instanceof DeadlineExceeded && error.heldUp)) onCacheError(error);
      return undefined;
    }
  }

  function keep(key: string, { event }: LookupResult): Promise<void> | undefined {
    if (!cache || !event || event.partial || !isSingleUse(event)) return undefined;
    try {
      const keeping = cache.set(key, event, cacheTtlMs);
      return keeping === undefined ? undefined : kept(keeping);
    } catch (error) {
      onCacheError(error);
      return undefined;
    }
  }

  async function kept(keeping: Promise<void>): Promise<void> {
    try {
      await keeping;
    } catch (error) {
      onCacheError(error);
    }
  }

  return async (id, request, deadline) => {
    const { rulesetId } = request.hints;
    const key = lookupKey(id, request);
    const answer = read(id, key, deadline);
    const known = answer instanceof Promise ? await answer : answer;
    if (known) return { outcome: 'found', event: known, source: 'cache' };
    // An event that came without a ruleset, by a webhook or for another policy, may still contain its verdict.
    const fallback = rulesetId === undefined ? undefined : await read(id, id, deadline);
    if (fallback && isJudgedBy(fallback, rulesetId))
      return { outcome: 'found', event: fallback, source: 'cache' };
    if (!fallback && unknownIds.has(id)) return { outcome: 'unknown', source: 'none' };
    try {
      const result = await lookup(id, request, deadline);
      const keeping = keep(key, result);
      if (keeping) request.waitUntil?.(keeping);
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
