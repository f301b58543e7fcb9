import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { SingleUseEvent } from '../event/single-use.js';
import type { Timekeeper } from '../lib/timekeeper.js';
import type { EventCache } from '../stores/event-cache.js';

/** The sender waits 3 s for its answer; a cache slower than this counts as failed. In ms. */
const CACHE_TIMEOUT_MS = 1000;

/**
 * True if a whole delivered event may replace the one kept under its ID. Of two whole events, the later `timestamp`
 * wins. Nothing else in an event shows the order of its deliveries, and a delivery may be minutes late; so at the same
 * `timestamp`, which is the usual case, the first stays.
 */
function supersedes(delivered: FingerprintEvent, kept: FingerprintEvent | undefined): boolean {
  if (!kept || kept.partial || kept.eventId !== delivered.eventId) return true;
  return (delivered.timestamp ?? 0) > (kept.timestamp ?? 0);
}

/**
 * Puts delivered events into a cache, under their IDs. Deliveries of one ID are processed one after another, so that
 * none is compared with an event that another is about to replace. Processes that share a cache cannot do that: a
 * shared cache compares and replaces atomically, with its `setIfNewer`.
 */
export class NewestEvents {
  readonly #cache: EventCache;
  readonly #ttlMs: number;
  readonly #timekeeper: Timekeeper;
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(cache: EventCache, ttlMs: number, timekeeper: Timekeeper) {
    this.#cache = cache;
    this.#ttlMs = ttlMs;
    this.#timekeeper = timekeeper;
  }

  /**
   * Keeps a whole delivered event; resolves to false if the kept one is at least as new, and rejects if the cache
   * fails.
   */
  async keep(event: SingleUseEvent): Promise<boolean> {
    const { eventId } = event;
    const before = this.#turns.get(eventId);
    const kept = (async () => {
      await before?.catch(() => undefined);
      return this.#timekeeper.within(CACHE_TIMEOUT_MS, this.#replace(event));
    })();
    this.#turns.set(eventId, kept);
    try {
      return await kept;
    } finally {
      if (this.#turns.get(eventId) === kept) this.#turns.delete(eventId);
    }
  }

  async #replace(event: SingleUseEvent): Promise<boolean> {
    if (this.#cache.setIfNewer) return this.#cache.setIfNewer(event.eventId, event, this.#ttlMs);
    if (!supersedes(event, await this.#cache.get(event.eventId))) return false;
    await this.#cache.set(event.eventId, event, this.#ttlMs);
    return true;
  }
}
