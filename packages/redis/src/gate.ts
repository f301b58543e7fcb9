/** A client that tells when it is connected. */
interface Connecting {
  on(event: 'ready', listener: () => void): unknown;
}

/** Waits for the connection; rejects when the signal aborts first. */
export type Gate = (signal: AbortSignal) => Promise<void>;

/**
 * Lets commands through while the client is connected. A command issued before would stand in the client's own queue,
 * out of reach, and run whenever the connection is back.
 */
export function createGate(client: Connecting, isReady: () => boolean): Gate {
  const waiting = new Set<() => void>();
  client.on('ready', () => {
    for (const goOn of waiting) goOn();
    waiting.clear();
  });
  return (signal) => {
    if (isReady()) return Promise.resolve();
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
