import type { Commands } from './commands.js';
import { createGate, type Gate } from './gate.js';

/** A client or cluster of `ioredis` 5 or 6, as far as it is used here. */
export interface IoredisClient {
  readonly status: string;
  on(event: 'ready', listener: () => void): unknown;
  connect(): Promise<unknown>;
  call(command: string, ...args: string[]): Promise<unknown>;
  set(key: string, value: string, px: 'PX', ttlMs: number): Promise<unknown>;
  set(key: string, value: string, px: 'PX', ttlMs: number, nx: 'NX'): Promise<unknown>;
  get(key: string): Promise<unknown>;
  del(key: string): Promise<unknown>;
}

/** The commands over `ioredis`. */
export function ioredisCommands(client: IoredisClient): Commands {
  const gate = createGate(client, () => client.status === 'ready');
  const ready: Gate = (signal) => {
    // A lazy client connects at its first command. Its own 'error' event tells of a failure.
    if (client.status === 'wait') client.connect().catch(() => undefined);
    return gate(signal);
  };
  return {
    async set(key, value, ttlMs, signal) {
      await ready(signal);
      return client.set(key, value, 'PX', ttlMs);
    },
    async setNew(key, value, ttlMs, signal) {
      await ready(signal);
      return client.set(key, value, 'PX', ttlMs, 'NX');
    },
    async get(key, signal) {
      await ready(signal);
      return client.get(key);
    },
    async delete(key, signal) {
      await ready(signal);
      return client.del(key);
    },
  };
}
