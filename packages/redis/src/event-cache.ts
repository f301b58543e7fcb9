import type { EventCache, FingerprintEvent } from '@fingerprint-guard/core';
import { createBound } from './bound.js';
import { commandsOf } from './client.js';
import { hashedKey } from './hashed-key.js';
import { type RedisStoreOptions, readOptions, wholeMs } from './options.js';

/** A larger event is not kept; a usual one is about 12,000 characters. */
const MAX_CHARACTERS = 256 * 1024;

/**
 * An event cache over Redis: an event that one instance has had costs the others no call. Events are kept as JSON.
 *
 * **Trust**: who can write to this Redis can make up events. A value that is no event is a miss, and so is, for the
 * guard, a Redis that does not answer within `timeoutMs`.
 *
 * The methods reject with a FingerprintError: `ERR_FP_TIMEOUT`, `ERR_FP_NETWORK`, or `ERR_FP_OPTION` for a time to live
 * that is not above 0.
 * @throws FingerprintError `ERR_FP_OPTION`.
 */
export function createRedisEventCache(options: RedisStoreOptions): EventCache {
  const { client, prefix, timeoutMs } = readOptions(options, { prefix: 'fpg:event:', timeoutMs: 50 });
  const commands = commandsOf(client);
  const bound = createBound(timeoutMs);
  return {
    async get(key) {
      return readEvent(await bound((signal) => commands.get(hashedKey(prefix, key), signal)));
    },
    async set(key, event, ttlMs) {
      const ttl = wholeMs(ttlMs);
      const json = JSON.stringify(event);
      if (json.length > MAX_CHARACTERS) return;
      await bound((signal) => commands.set(hashedKey(prefix, key), json, ttl, signal));
    },
    async delete(key) {
      await bound((signal) => commands.delete(hashedKey(prefix, key), signal));
    },
  };
}

function readEvent(value: unknown): FingerprintEvent | undefined {
  if (value === null || value === undefined) return undefined;
  try {
    const event: unknown = JSON.parse(String(value));
    return isEvent(event) ? event : undefined;
  } catch {
    return undefined;
  }
}

function isEvent(value: unknown): value is FingerprintEvent {
  if (value === null || typeof value !== 'object') return false;
  const { eventId, generation, failed, raw } = value as Partial<FingerprintEvent>;
  const known = generation === 'v4' || generation === 'v3' || generation === '2019';
  return (
    typeof eventId === 'string' && known && failed !== null && typeof failed === 'object' && raw !== undefined
  );
}
