import { ClaimTable } from './claim-table.js';

/**
 * Remembers which ids were used. One store shared by all instances makes "once" hold across them.
 */
export interface ReplayStore {
  /**
   * Claims a key. True for the first claim only, exact under concurrency; false while an earlier claim lives.
   * A store that cannot tell rejects, and the rule `replay-store-unavailable` decides.
   */
  claim(key: string, ttlMs: number): Promise<boolean>;
}

/** The options of a replay store in memory. */
export interface MemoryReplayStoreOptions {
  /** The number of live claims that are held at the most. @defaultValue `1000000` */
  maxClaims?: number | undefined;
  /** A monotonic clock, ms: a claim must live through every correction of the wall clock. @defaultValue `performance.now` */
  now?: (() => number) | undefined;
  /** Called when a claim is refused because the store is full. */
  onFull?: (() => void) | undefined;
}

/** Two, so that those left over from a busy time go as well, and no claim waits for many. */
const DROPS_PER_CLAIM = 2;

/**
 * A replay store in this process's memory. Exact in **one process only**: with several instances or on serverless
 * platforms an id is let in once per instance; share a store over Redis there.
 *
 * A live claim is never forgotten: a full store refuses new claims, so that requests are denied, not let through.
 * @example
 * ```ts
 * import { createFingerprintGuard, createMemoryReplayStore } from '@fingerprint-guard/core';
 *
 * createFingerprintGuard({
 *   apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
 *   replayStore: createMemoryReplayStore({ onFull: () => console.error('no more ids are let in') }),
 * });
 * ```
 */
export function createMemoryReplayStore({
  maxClaims = 1_000_000,
  now = () => performance.now(),
  onFull,
}: MemoryReplayStoreOptions = {}): ReplayStore {
  const claims = new ClaimTable();
  return {
    async claim(key, ttlMs) {
      const time = now();
      const hash = claims.hash(key);
      if (claims.has(key, hash, time)) return false;
      claims.dropExpired(time, DROPS_PER_CLAIM);
      if (claims.size >= maxClaims) {
        onFull?.();
        return false;
      }
      claims.add(key, hash, time + ttlMs);
      return true;
    },
  };
}
