import type { Commands } from './commands.js';
import { Connection } from './connection.js';
import { keySlot } from './key-slot.js';
import { retractable } from './retractable.js';

/** The parts that are used of a client or cluster of `redis` 4. */
export interface NodeRedis4Client {
  readonly isOpen: boolean;
  /** Single clients only. */
  readonly isReady?: boolean;
  /** Single clients only. */
  readonly options?: { readonly legacyMode?: boolean | undefined } | undefined;
  /** The client without `legacyMode`; throws if that mode is off. */
  readonly v4?: object;
  /** Clusters only. */
  readonly slots?: readonly ({ readonly master: { readonly address: string } } | undefined)[];
  on(event: 'ready', listener: () => void): unknown;
  sendCommand(...args: never[]): Promise<unknown>;
}

type SendCommand = (...args: unknown[]) => Promise<unknown>;

/**
 * The commands over `redis` 4. Its own signals cannot be used: aborting one after its command was sent damages the
 * client's queue. A cluster does not report whether it is connected, so a command may wait in it and be sent later;
 * Redis then rejects a claim that was given up in the meantime.
 */
export function nodeRedis4Commands(client: NodeRedis4Client): Commands {
  const { sendCommand } = promising(client);
  const single = 'isReady' in client;
  const connection = new Connection(client, () => !single || client.isReady === true);
  const send = async (signal: AbortSignal, key: string, ...command: (string | Buffer)[]) => {
    await connection.ready(signal);
    return single ? sendCommand(command) : sendCommand(key, false, command);
  };
  return {
    set: (key, value, ttlMs, signal) => send(signal, key, 'SET', key, value, 'PX', String(ttlMs)),
    setNew: (key, value, ttlMs, signal) =>
      send(signal, key, 'SET', key, value, 'PX', String(ttlMs), retractable('NX', signal)),
    get: (key, signal) => send(signal, key, 'GET', key),
    delete: (key, signal) => send(signal, key, 'DEL', key),
    eval: (script, keys, args, signal) =>
      send(signal, keys[0] ?? '', 'EVAL', script, String(keys.length), ...keys, ...args),
    evalSha: (sha, keys, args, signal) =>
      send(signal, keys[0] ?? '', 'EVALSHA', sha, String(keys.length), ...keys, ...args),
    nodeOf: (key) => client.slots?.[keySlot(key)]?.master.address ?? '',
    onReady: (listener) => connection.onReady(listener),
  };
}

/** In `legacyMode`, the client's own methods take callbacks and return no promise. */
function promising(client: NodeRedis4Client): { sendCommand: SendCommand } {
  const target = (client.options?.legacyMode ? client.v4 : client) as { sendCommand: SendCommand };
  return { sendCommand: (...args) => target.sendCommand(...args) };
}
