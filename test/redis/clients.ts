import type { RedisClient } from '@fingerprint-guard/redis';
import { Redis as Redis6, type RedisOptions } from 'ioredis';
import { Redis as Redis5 } from 'ioredis-5';
import { createClient as createClient6 } from 'redis';
import { createClient as createClient4 } from 'redis-4';
import { createClient as createClient5 } from 'redis-5';

/** A client that is told where Redis is; it need not be there yet. */
export interface OpenClient {
  client: RedisClient;
  /** Errors the client has told of. */
  errors: unknown[];
  end(): void;
}

export type Connect = (url: string) => OpenClient;

const ioredis =
  (Redis: new (url: string, options: RedisOptions) => Redis6 | Redis5, options: RedisOptions = {}): Connect =>
  (url) => {
    const client = new Redis(url, options);
    const errors: unknown[] = [];
    client.on('error', (error: unknown) => errors.push(error));
    return { client, errors, end: () => client.disconnect() };
  };

const node6 =
  (options: Parameters<typeof createClient6>[0] = {}): Connect =>
  (url) => {
    const client = createClient6({ url, ...options });
    const errors: unknown[] = [];
    client.on('error', (error: unknown) => errors.push(error));
    client.connect().catch(() => undefined);
    return { client, errors, end: () => client.destroy() };
  };

const node5: Connect = (url) => {
  const client = createClient5({ url });
  const errors: unknown[] = [];
  client.on('error', (error: unknown) => errors.push(error));
  client.connect().catch(() => undefined);
  return { client, errors, end: () => client.destroy() };
};

const node4: Connect = (url) => {
  const client = createClient4({ url });
  const errors: unknown[] = [];
  client.on('error', (error: unknown) => errors.push(error));
  client.connect().catch(() => undefined);
  return { client, errors, end: () => void client.disconnect().catch(() => undefined) };
};

/** Every client that is supported, as its documentation shows it first: without options. */
export const CLIENTS: Readonly<Record<string, Connect>> = {
  'ioredis 6': ioredis(Redis6),
  'ioredis 5': ioredis(Redis5),
  'redis 6': node6(),
  'redis 5': node5,
  'redis 4': node4,
};

/** As an application would set them up that wants to know of a failure at once. */
export const PROMPT_CLIENTS: Readonly<Record<string, Connect>> = {
  'ioredis, prompt': ioredis(Redis6, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    retryStrategy: () => 100,
  }),
  'redis, prompt': node6({
    disableOfflineQueue: true,
    commandsQueueMaxLength: 1000,
    socket: { reconnectStrategy: () => 100 },
  }),
};
