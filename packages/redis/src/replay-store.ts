import { FingerprintError, type ReplayStore } from '@fingerprint-guard/core';
import { createBound } from './bound.js';
import { commandsOf } from './client.js';
import { hashedKey } from './hashed-key.js';
import { type RedisStoreOptions, readOptions, wholeMs } from './options.js';

/**
 * Creates a replay store over Redis: an ID is used once across all instances that share it. A claim is one command.
 *
 * A claim rejects within `timeoutMs` if Redis is slow, stopped or gone, and the rule `replay-store-unavailable`
 * decides. A claim that has not left this process by then is never made, whatever the client does with it. One that was
 * sent may still be made although it was reported as unavailable: then the same ID counts as used later on, even if its
 * request was blocked. Reverting such a claim instead could let an ID be used twice.
 *
 * `claim` rejects with a FingerprintError: `ERR_FP_TIMEOUT`, `ERR_FP_NETWORK`, `ERR_FP_BAD_RESPONSE` for an answer that
 * `SET` never gives, or `ERR_FP_OPTION` for a time to live that is not above 0.
 * @throws FingerprintError `ERR_FP_OPTION` if the options have issues.
 * @example
 * ```ts
 * import { createFingerprintGuard } from '@fingerprint-guard/core';
 * import { createRedisReplayStore } from '@fingerprint-guard/redis';
 * import { Redis } from 'ioredis';
 *
 * createFingerprintGuard({
 *   apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
 *   replayStore: createRedisReplayStore({ client: new Redis() }),
 * });
 * ```
 */
export function createRedisReplayStore(options: RedisStoreOptions): ReplayStore {
  const { client, prefix, timeoutMs } = readOptions(options, { prefix: 'fpg:claim:', timeoutMs: 100 });
  const commands = commandsOf(client);
  const bound = createBound(commands, timeoutMs);
  return {
    async claim(key, ttlMs) {
      const ttl = wholeMs(ttlMs);
      const name = hashedKey(prefix, key);
      const answer = await bound(name, (signal) => commands.setNew(name, '1', ttl, signal));
      if (answer === null) return false;
      if (String(answer) === 'OK') return true;
      throw new FingerprintError('ERR_FP_BAD_RESPONSE', 'Redis gave an answer that SET never gives');
    },
  };
}
