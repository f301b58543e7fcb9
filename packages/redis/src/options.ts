import { FingerprintError } from '@fingerprint-guard/core';
import type { RedisClient } from './client.js';

/** The prefix of a store's keys, and its time limit. */
export interface RedisStoreOptions {
  /**
   * An `ioredis` or a `redis` client: single, cluster, pool, or behind sentinels. The application connects it, handles
   * its `error` events and closes it.
   */
  client: RedisClient;
  /**
   * The prefix of every key.
   * @defaultValue `fpg:claim:` for the replay store, `fpg:event:` for the event cache, `fpg:budget:` for the budget
   */
  prefix?: string | undefined;
  /**
   * The time limit of a command, ms. The guard itself waits at most 150 ms for a claim, and 100 ms for a cached event
   * or a turn.
   * @defaultValue 100 for the replay store, 50 for the event cache and the budget
   */
  timeoutMs?: number | undefined;
}

/** The largest delay that a timer accepts. */
const MAX_MS = 2 ** 31 - 1;

/**
 * Fills in the defaults.
 * @throws FingerprintError `ERR_FP_OPTION`.
 */
export function readOptions(
  given: RedisStoreOptions,
  defaults: { prefix: string; timeoutMs: number },
): { [Name in keyof RedisStoreOptions]-?: NonNullable<RedisStoreOptions[Name]> } {
  if (given === null || typeof given !== 'object') throw issue('expected options such as { client }');
  const { client, prefix = defaults.prefix, timeoutMs = defaults.timeoutMs, ...rest } = given;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw issue(`${unknown}: unknown option`);
  if (typeof prefix !== 'string') throw issue('prefix: expected a string');
  if (typeof timeoutMs !== 'number' || !(timeoutMs > 0 && timeoutMs <= MAX_MS)) {
    throw issue('timeoutMs: expected a number of milliseconds above 0');
  }
  return { client, prefix, timeoutMs };
}

/**
 * Rounds a time to live up to whole milliseconds, as Redis requires.
 * @throws FingerprintError `ERR_FP_OPTION` if it is not above 0.
 */
export function wholeMs(ttlMs: number): number {
  const whole = Math.ceil(ttlMs);
  if (!(whole > 0 && Number.isSafeInteger(whole))) {
    throw issue('ttlMs: expected a number of milliseconds above 0');
  }
  return whole;
}

export function issue(message: string): FingerprintError {
  return new FingerprintError('ERR_FP_OPTION', message);
}
