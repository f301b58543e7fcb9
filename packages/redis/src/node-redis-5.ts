import type { Commands } from './commands.js';

/** A client, cluster, pool or sentinel of `redis` 5 or 6, as far as it is used here. */
export interface NodeRedis5Client {
  readonly isOpen: boolean;
  sendCommand(...args: never[]): Promise<unknown>;
  withCommandOptions(options: { abortSignal: AbortSignal }): WithOptions;
}

interface WithOptions {
  set(
    key: string,
    value: string,
    options: { expiration: { type: 'PX'; value: number }; condition?: 'NX' },
  ): Promise<unknown>;
  get(key: string): Promise<unknown>;
  del(key: string): Promise<unknown>;
}

/** The commands over `redis` 5 and 6. Its queue lets go of a command that is aborted before it is sent. */
export function nodeRedis5Commands(client: NodeRedis5Client): Commands {
  const bound = (abortSignal: AbortSignal) => client.withCommandOptions({ abortSignal });
  const expiration = (ttlMs: number) => ({ type: 'PX', value: ttlMs }) as const;
  return {
    set: async (key, value, ttlMs, signal) =>
      bound(signal).set(key, value, { expiration: expiration(ttlMs) }),
    setNew: async (key, value, ttlMs, signal) =>
      bound(signal).set(key, value, { expiration: expiration(ttlMs), condition: 'NX' }),
    get: async (key, signal) => bound(signal).get(key),
    delete: async (key, signal) => bound(signal).del(key),
  };
}
