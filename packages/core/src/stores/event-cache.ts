import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { bytesOf, eventFromBytes } from '../event/lazy-raw.js';
import { leastRecentlyUsed } from '../lib/least-recently-used.js';
import { ReusedMemory } from './reused-memory.js';

/** Caches retrieved events, so that each ID is looked up only once. Events are plain data and survive JSON. */
export interface EventCache {
  /** Gets an event; undefined if it is not kept, or has expired. */
  get(key: string): FingerprintEvent | undefined | Promise<FingerprintEvent | undefined>;
  /** Keeps an event for this long, ms. */
  set(key: string, event: FingerprintEvent, ttlMs: number): void | Promise<void>;
  /**
   * Replaces the event under its key by a whole one (not `partial`), unless that key already has a whole event with the
   * same `eventId` and the same or a later `timestamp`; true if it did. It must be atomic: processes that share the
   * cache do not wait for each other. Webhooks use it; without it, each process compares by itself, with `get` and
   * `set`.
   */
  setIfNewer?(key: string, event: FingerprintEvent, ttlMs: number): boolean | Promise<boolean>;
  /** Removes an event. */
  delete(key: string): void | Promise<void>;
}

interface Entry {
  /**
   * A copy of the bytes that the event came in, if it has them: unlike objects, the garbage collector never moves bytes,
   * and a kept event is rarely retrieved again.
   */
  kept: Uint8Array<ArrayBuffer> | FingerprintEvent;
  expiry: number;
}

/** Copies the bytes, because another event may take their memory while the retrieved one is in use. */
const retrieve = ({ kept }: Entry): FingerprintEvent =>
  kept instanceof Uint8Array ? eventFromBytes(new Uint8Array(kept)) : kept;

/** The options of an event cache in memory. */
export interface MemoryEventCacheOptions {
  /**
   * The maximum number of events; the least recently used go first. An event is about 12 KB of JSON, and takes at most
   * twice as much.
   * @defaultValue `500`
   */
  maxEvents?: number | undefined;
  /** A monotonic clock, ms. @defaultValue `performance.now` */
  now?: (() => number) | undefined;
}

/**
 * Creates an event cache in this process's memory.
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
  const memory = new ReusedMemory();
  const entries = leastRecentlyUsed<Entry>(maxEvents, ({ kept }) => {
    if (kept instanceof Uint8Array) memory.release(kept);
  });
  return {
    get(key) {
      const entry = entries.get(key);
      return entry && entry.expiry > now() ? retrieve(entry) : undefined;
    },
    set(key, event, ttlMs) {
      const bytes = bytesOf(event);
      entries.set(key, { kept: bytes ? memory.copy(bytes) : event, expiry: now() + ttlMs });
    },
    delete(key) {
      entries.delete(key);
    },
  };
}
