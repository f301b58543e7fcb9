import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

type Callback = Parameters<LookupFunction>[2];

/**
 * Resolves a host name once for all connections that are opened at the same time. A name server that does not answer
 * then blocks only one of the few threads that resolve names.
 */
export function createSharedLookup(): LookupFunction {
  const waiting = new Map<string, Callback[]>();
  return (hostname, options, callback) => {
    const key = JSON.stringify([hostname, options]);
    const others = waiting.get(key);
    if (others) {
      others.push(callback);
      return;
    }
    const callbacks = [callback];
    waiting.set(key, callbacks);
    lookup(hostname, options, (...resolved) => {
      waiting.delete(key);
      for (const each of callbacks) each(...resolved);
    });
  };
}
