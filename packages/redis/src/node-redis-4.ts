import type { Commands } from './commands.js';

/** A client or cluster of `redis` 4, as far as it is used here. */
export interface NodeRedis4Client {
  readonly isOpen: boolean;
  sendCommand(...args: never[]): Promise<unknown>;
}

/** The commands over `redis` 4, in the one form that takes a signal. Its queue lets go of what is aborted unsent. */
export function nodeRedis4Commands(client: NodeRedis4Client): Commands {
  const sendCommand = client.sendCommand.bind(client) as (...args: unknown[]) => Promise<unknown>;
  // A cluster has no such property, and has to be told the key.
  const single = 'isReady' in client;
  const send = async (
    signal: AbortSignal,
    name: string,
    key: string,
    ...rest: string[]
  ): Promise<unknown> => {
    const command = [name, key, ...rest];
    return single ? sendCommand(command, { signal }) : sendCommand(key, false, command, { signal });
  };
  return {
    set: (key, value, ttlMs, signal) => send(signal, 'SET', key, value, 'PX', String(ttlMs)),
    setNew: (key, value, ttlMs, signal) => send(signal, 'SET', key, value, 'PX', String(ttlMs), 'NX'),
    get: (key, signal) => send(signal, 'GET', key),
    delete: (key, signal) => send(signal, 'DEL', key),
  };
}
