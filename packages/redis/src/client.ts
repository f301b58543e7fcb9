import { FingerprintError } from '@fingerprint-guard/core';
import type { Commands } from './commands.js';
import { type IoredisClient, ioredisCommands } from './ioredis.js';
import { type NodeRedis4Client, nodeRedis4Commands } from './node-redis-4.js';
import { type NodeRedis5Client, nodeRedis5Commands } from './node-redis-5.js';

export type { IoredisClient } from './ioredis.js';

/** The parts that are used of a client, cluster, pool or sentinel of `redis` 4, 5 or 6. */
export type NodeRedisClient = NodeRedis4Client | NodeRedis5Client;

/** A client that the application creates and closes. */
export type RedisClient = IoredisClient | NodeRedisClient;

/**
 * Recognises a client by its shape, whatever its class or copy of the package.
 * @throws FingerprintError `ERR_FP_OPTION` for anything else.
 */
export function commandsOf(client: unknown): Commands {
  if (has(client, 'set', 'get', 'del', 'on', 'connect')) {
    if (typeof client.status === 'string' && has(client, 'call'))
      return ioredisCommands(client as unknown as IoredisClient);
    if (typeof client.isOpen === 'boolean' && has(client, 'sendCommand')) {
      return has(client, 'withCommandOptions')
        ? nodeRedis5Commands(client as unknown as NodeRedis5Client)
        : nodeRedis4Commands(client as unknown as NodeRedis4Client);
    }
  }
  throw new FingerprintError('ERR_FP_OPTION', "client: expected a client of 'ioredis' or 'redis'");
}

function has(client: unknown, ...methods: string[]): client is Record<string, unknown> {
  if (client === null || typeof client !== 'object') return false;
  return methods.every((method) => typeof (client as Record<string, unknown>)[method] === 'function');
}
