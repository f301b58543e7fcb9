import { type EventCache, FingerprintError, type FingerprintEvent } from '@fingerprint-guard/core';
import { createBound } from './bound.js';
import { commandsOf } from './client.js';
import { hashedKey } from './hashed-key.js';
import { type RedisStoreOptions, readOptions, wholeMs } from './options.js';

/** A larger event is not kept; a typical one is about 12,000 characters. */
const MAX_CHARACTERS = 256 * 1024;

/**
 * Creates an event cache over Redis: an event that one instance has retrieved costs the others no call. Events are kept
 * as JSON.
 *
 * **Trust**: whoever can write to this Redis can make up events. A value that is not an event is a miss, and so is, for
 * the guard, a Redis that does not answer within `timeoutMs`. `setIfNewer` is a script: Redis must allow `EVAL`.
 *
 * The methods reject with a FingerprintError: `ERR_FP_TIMEOUT`, `ERR_FP_NETWORK`, `ERR_FP_BAD_RESPONSE`, or
 * `ERR_FP_OPTION` for a time to live that is not above 0.
 * @throws FingerprintError `ERR_FP_OPTION` if the options have issues.
 * @example
 * ```ts
 * import { createFingerprintGuard } from '@fingerprint-guard/core';
 * import { createRedisEventCache } from '@fingerprint-guard/redis';
 * import { Redis } from 'ioredis';
 *
 * createFingerprintGuard({
 *   apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
 *   cache: createRedisEventCache({ client: new Redis() }),
 * });
 * ```
 */
export function createRedisEventCache(options: RedisStoreOptions): EventCache {
  const { client, prefix, timeoutMs } = readOptions(options, { prefix: 'fpg:event:', timeoutMs: 50 });
  const commands = commandsOf(client);
  const bound = createBound(commands, timeoutMs);
  return {
    async get(key) {
      const name = hashedKey(prefix, key);
      return readEvent(await bound(name, (signal) => commands.get(name, signal)));
    },
    async set(key, event, ttlMs) {
      const ttl = wholeMs(ttlMs);
      const name = hashedKey(prefix, key);
      const json = JSON.stringify(event);
      if (json.length > MAX_CHARACTERS) return;
      await bound(name, (signal) => commands.set(name, json, ttl, signal));
    },
    async setIfNewer(key, event, ttlMs) {
      const ttl = wholeMs(ttlMs);
      const name = hashedKey(prefix, key);
      const json = JSON.stringify(event);
      if (json.length > MAX_CHARACTERS) return false;
      const args = [json, String(ttl), event.eventId ?? '', String(event.timestamp ?? 0)];
      const answer = await bound(name, (signal) => commands.eval(SET_IF_NEWER, [name], args, signal));
      if (answer === 1 || answer === 0) return answer === 1;
      throw new FingerprintError('ERR_FP_BAD_RESPONSE', 'Redis gave an answer that the script never gives');
    },
    async delete(key) {
      const name = hashedKey(prefix, key);
      await bound(name, (signal) => commands.delete(name, signal));
    },
  };
}

/**
 * Replaces the kept event atomically, unless {@link readEvent} reads the kept one as a whole event with this ID that is
 * at least as new.
 */
const SET_IF_NEWER = `
local json, ttl, id, timestamp = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local readable, kept = pcall(function() return cjson.decode(redis.call('GET', KEYS[1])) end)
if readable and type(kept) == 'table'
  and (kept.generation == 'v4' or kept.generation == 'v3' or kept.generation == '2019')
  and type(kept.failed) == 'table' and kept.raw ~= nil
  and kept.eventId == id and kept.partial ~= true
  and (tonumber(kept.timestamp) or 0) >= timestamp
then return 0 end
redis.call('SET', KEYS[1], json, 'PX', ttl)
return 1
`;

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
