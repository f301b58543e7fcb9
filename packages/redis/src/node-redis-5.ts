import type { Commands } from './commands.js';
import { Connection } from './connection.js';
import { keySlot } from './key-slot.js';
import { retractable } from './retractable.js';

/** The parts that are used of a client, cluster, pool or sentinel of `redis` 5 or 6. */
export interface NodeRedis5Client {
  readonly isOpen: boolean;
  /** Clusters only. */
  readonly slots?: readonly ({ readonly master: { readonly address: string } } | undefined)[];
  on(event: 'ready', listener: () => void): unknown;
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
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** The commands over `redis` 5 and 6. Its queue drops a command that is aborted before it is sent. */
export function nodeRedis5Commands(client: NodeRedis5Client): Commands {
  const connection = new Connection(client, () => true);
  const bound = (abortSignal: AbortSignal) => client.withCommandOptions({ abortSignal });
  const expiration = (ttlMs: number) => ({ type: 'PX', value: ttlMs }) as const;
  return {
    set: async (key, value, ttlMs, signal) =>
      bound(signal).set(key, value, { expiration: expiration(ttlMs) }),
    setNew: async (key, value, ttlMs, signal) => {
      // The types do not declare bytes here; the client accepts them.
      const condition = retractable('NX', signal) as unknown as 'NX';
      return bound(signal).set(key, value, { expiration: expiration(ttlMs), condition });
    },
    get: async (key, signal) => bound(signal).get(key),
    delete: async (key, signal) => bound(signal).del(key),
    eval: async (script, keys, args, signal) =>
      bound(signal).eval(script, { keys: [...keys], arguments: [...args] }),
    evalSha: async (sha, keys, args, signal) =>
      bound(signal).evalSha(sha, { keys: [...keys], arguments: [...args] }),
    nodeOf: (key) => client.slots?.[keySlot(key)]?.master.address ?? '',
    onReady: (listener) => connection.onReady(listener),
  };
}
