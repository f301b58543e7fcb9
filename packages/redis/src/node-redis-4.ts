import type { Commands } from './commands.js';
import { createGate, type Gate } from './gate.js';

/** A client or cluster of `redis` 4, as far as it is used here. */
export interface NodeRedis4Client {
  readonly isOpen: boolean;
  /** Only a single client has it. */
  readonly isReady?: boolean;
  on(event: 'ready', listener: () => void): unknown;
  sendCommand(...args: never[]): Promise<unknown>;
}

/**
 * The commands over `redis` 4. Its signals are of no use here: one that aborts after its command was sent damages the
 * client's queue. A cluster does not tell whether it is connected, so a command may wait in it, and be sent later.
 */
export function nodeRedis4Commands(client: NodeRedis4Client): Commands {
  const sendCommand = client.sendCommand.bind(client) as (...args: unknown[]) => Promise<unknown>;
  const single = 'isReady' in client;
  const ready: Gate = single ? createGate(client, () => client.isReady === true) : () => Promise.resolve();
  const send = async (signal: AbortSignal, ...command: [name: string, key: string, ...rest: string[]]) => {
    await ready(signal);
    return single ? sendCommand(command) : sendCommand(command[1], false, command);
  };
  return {
    set: (key, value, ttlMs, signal) => send(signal, 'SET', key, value, 'PX', String(ttlMs)),
    setNew: (key, value, ttlMs, signal) => send(signal, 'SET', key, value, 'PX', String(ttlMs), 'NX'),
    get: (key, signal) => send(signal, 'GET', key),
    delete: (key, signal) => send(signal, 'DEL', key),
  };
}
