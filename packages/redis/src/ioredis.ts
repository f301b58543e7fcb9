import type { Commands } from './commands.js';
import { Connection } from './connection.js';
import { keySlot } from './key-slot.js';
import { retractable } from './retractable.js';

/** The parts that are used of a client or cluster of `ioredis` 5 or 6. */
export interface IoredisClient {
  readonly status: string;
  /** Clusters only: by slot, the addresses of the nodes that have it, the master's first. */
  readonly slots?: readonly (readonly string[])[];
  readonly options?: { readonly keyPrefix?: string | undefined };
  on(event: 'ready', listener: () => void): unknown;
  connect(): Promise<unknown>;
  call(command: string, ...args: string[]): Promise<unknown>;
  set(key: string, value: string, px: 'PX', ttlMs: number): Promise<unknown>;
  set(key: string, value: string, px: 'PX', ttlMs: number, nx: 'NX'): Promise<unknown>;
  get(key: string): Promise<unknown>;
  del(key: string): Promise<unknown>;
  eval(script: string, keys: number, ...keysAndArgs: string[]): Promise<unknown>;
  evalsha(sha: string, keys: number, ...keysAndArgs: string[]): Promise<unknown>;
}

/** The commands over `ioredis`. */
export function ioredisCommands(client: IoredisClient): Commands {
  const connection = new Connection(client, () => client.status === 'ready');
  const ready = (signal: AbortSignal) => {
    // A lazy client connects at its first command. Its own 'error' event reports a failure.
    if (client.status === 'wait') client.connect().catch(() => undefined);
    return connection.ready(signal);
  };
  return {
    async set(key, value, ttlMs, signal) {
      await ready(signal);
      return client.set(key, value, 'PX', ttlMs);
    },
    async setNew(key, value, ttlMs, signal) {
      await ready(signal);
      // The types do not declare bytes here; the client accepts them.
      const onlyNew = retractable('NX', signal) as unknown as 'NX';
      return client.set(key, value, 'PX', ttlMs, onlyNew);
    },
    async get(key, signal) {
      await ready(signal);
      return client.get(key);
    },
    async delete(key, signal) {
      await ready(signal);
      return client.del(key);
    },
    async eval(script, keys, args, signal) {
      await ready(signal);
      return client.eval(script, keys.length, ...keys, ...args);
    },
    async evalSha(sha, keys, args, signal) {
      await ready(signal);
      return client.evalsha(sha, keys.length, ...keys, ...args);
    },
    nodeOf: (key) => client.slots?.[keySlot(`${client.options?.keyPrefix ?? ''}${key}`)]?.[0] ?? '',
    onReady: (listener) => connection.onReady(listener),
  };
}
