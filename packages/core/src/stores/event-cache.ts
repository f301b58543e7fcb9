import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { type KeptEvent, keep } from '../event/lazy-raw.js';
import { leastRecentlyUsed } from '../lib/least-recently-used.js';

/** Remembers events that were retrieved, so that an id is asked for once. Events are plain data and survive JSON. */
export interface EventCache {
  /** Gets an event; undefined if it is not kept, or its time is over. */
  get(key: string): FingerprintEvent | undefined | Promise<FingerprintEvent | undefined>;
  /** Keeps an event for this long, ms. */
  set(key: string, event: FingerprintEvent, ttlMs: number): void | Promise<void>;
  /**
   * Puts a whole event in the place of what is kept under its key, unless that is a whole event (not `partial`) with the
   * same `eventId` and the same or a later `timestamp`; true if it did. It must be one step: processes that share the cache
   * take no turns. Webhooks use it; without it, each process compares by itself, with `get` and `set`.
   */
  setIfNewer?(key: string, event: FingerprintEvent, ttlMs: number): boolean | Promise<boolean>;
  /** Forgets an event. */
  delete(key: string): void | Promise<void>;
}

/** The options of an event cache in memory. */
export interface MemoryEventCacheOptions {
  /** The number of events that are kept at the most; the least recently used go first. An event is about 12 KB. @defaultValue `500` */
  maxEvents?: number | undefined;
  /** A monotonic clock, ms. @defaultValue `performance.now` */
  now?: (() => number) | undefined;
}

/**
 * An event cache in this process's memory.
 * @example
 * ```ts
 * import { createFingerprintGuard, createMemoryEventCache } from '@fingerprint-guard/core';
 *
 * createFingerprintGuard({
 *   apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
 *   cache: createMemoryEventCache({ maxEvents: 2000 }),
 * });
 * ```
 */
export function createMemoryEventCache({
  maxEvents = 500,
  now = () => performance.now(),
}: MemoryEventCacheOptions = {}): EventCache {
  const entries = leastRecentlyUsed<{ event: KeptEvent; expiry: number }>(maxEvents);
  return {
    get(key) {
      const entry = entries.get(key);
      return entry && entry.expiry > now() ? entry.event() : undefined;
    },
    set(key, event, ttlMs) {
      entries.set(key, { event: keep(event), expiry: now() + ttlMs });
    },
    delete(key) {
      entries.delete(key);
    },
  };
}
