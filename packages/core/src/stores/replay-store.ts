import { ClaimTable } from './claim-table.js';

/**
 * Remembers which IDs were used. One store shared by all instances makes an ID valid once across them.
 */
export interface ReplayStore {
  /**
   * Claims a key. True for the first claim only, exact under concurrency; false while an earlier claim is live. A store
   * that does not know rejects, and the rule `replay-store-unavailable` decides.
   */
  claim(key: string, ttlMs: number): Promise<boolean>;
}

/** The options of a replay store in memory. */
export interface MemoryReplayStoreOptions {
  /** The maximum number of live claims. @defaultValue `1000000` */
  maxClaims?: number | undefined;
  /**
   * A monotonic clock, ms: a claim must survive every correction of the wall clock.
   * @defaultValue `performance.now`
   */
  now?: (() => number) | undefined;
  /** Called when a claim is refused because the store is full. */
  onFull?: (() => void) | undefined;
}

/** Two, so that leftovers from a busy time are dropped as well, and no claim waits for many of them. */
const DROPS_PER_CLAIM = 2;

/**
 * Creates a replay store in this process's memory. Exact in **one process only**: with several instances or on
 * serverless platforms, an ID is accepted once per instance; share a store over Redis there.
 *
 * A live claim is never forgotten: a full store refuses new claims, so that requests are denied, not let through.
 * @example
 * ```ts
 * import { createFingerprintGuard, createMemoryReplayStore } from '@fingerprint-guard/core';
 *
 * createFingerprintGuard({
 *   apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
 *   replayStore: createMemoryReplayStore({ onFull: () => console.error('no more IDs are let in') }),
 * });
 * ```
 */
export function createMemoryReplayStore({
  maxClaims = 1_000_000,
  now = () => performance.now(),
  onFull,
}: MemoryReplayStoreOptions = {}): ReplayStore {
  const claims = new ClaimTable();
  const claimNow: ClaimNow = (key, ttlMs) => {
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
  };
  const claim = async (key: string, ttlMs: number) => claimNow(key, ttlMs);
  return { claim: Object.assign(claim, { [NOW]: claimNow }) };
}

/** Claims like a store, but synchronously. */
export type ClaimNow = (key: string, ttlMs: number) => boolean;

/** A property of the function itself, so that a wrapper or replacement of `claim` is called in its place. */
const NOW = Symbol('claims at once');

/** Finds the synchronous claim of a store; undefined if the store is asynchronous. */
export const claimNowOf = ({ claim }: ReplayStore): ClaimNow | undefined =>
  (claim as { [NOW]?: ClaimNow })[NOW];
