import type { Commands } from './commands.js';

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
  const ready = createGate(client);
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

/**
 * Waits until the client is connected, at the longest until the signal aborts. A command issued before would stand in
 * the client's own queue, out of reach, and run whenever the connection is back.
 */
function createGate(client: IoredisClient): (signal: AbortSignal) => Promise<void> {
  const waiting = new Set<() => void>();
  client.on('ready', () => {
    for (const goOn of waiting) goOn();
    waiting.clear();
  });

  return (signal) => {
    if (client.status === 'ready') return Promise.resolve();
    // A lazy client connects at its first command. Its own 'error' event tells of a failure.
    if (client.status === 'wait') client.connect().catch(() => undefined);
    return new Promise((resolve, reject) => {
      waiting.add(resolve);
      const giveUp = () => {
        waiting.delete(resolve);
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
    });
  };
}
