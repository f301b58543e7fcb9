/** A client that reports when it is connected. */
interface Connecting {
  on(event: 'ready', listener: () => void): unknown;
}

/**
 * Lets commands through while the client is connected. A command issued earlier would wait in the client's own queue,
 * out of reach, and run whenever the connection comes back.
 */
export class Connection {
  readonly #isReady: () => boolean;
  readonly #waiting = new Set<() => void>();
  readonly #listeners: (() => void)[] = [];

  constructor(client: Connecting, isReady: () => boolean) {
    this.#isReady = isReady;
    client.on('ready', () => {
      for (const tell of [...this.#listeners, ...this.#waiting]) tell();
      this.#waiting.clear();
    });
  }

  /** Calls back each time the client connects. */
  onReady(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Waits for the connection; rejects if the signal aborts first. */
  ready(signal: AbortSignal): Promise<void> {
    if (this.#isReady()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.add(resolve);
      const giveUp = () => {
        this.#waiting.delete(resolve);
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}
