import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';

/** What a pool learns of a connection. */
interface ConnectionEvents {
  /** Its request is done, and the next one may come. */
  onFree(connection: Connection): void;
  /** It is closed, by either side. */
  onClosed(connection: Connection): void;
}

/** One open connection to the API. It carries one request at a time, and is closed after a while without any. */
export class Connection {
  readonly #socket: Socket;
  readonly #client: Client;
  readonly #idleTimer: ReturnType<typeof setTimeout>;
  #isClosed = false;
  #idleSince = performance.now();

  /** @param socket Open, and not used yet. @param idleMs The time without a request after which it is closed, ms. */
  constructor(origin: string, socket: Socket, idleMs: number, events: ConnectionEvents) {
    this.#socket = socket;
    this.#client = new Client(origin, {
      pipelining: 1,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      // Later than in this turn, as a connection that has to be opened is.
      connect: (_options, callback) =>
        queueMicrotask(() => (socket.destroyed ? callback(closed(), null) : callback(null, socket))),
    });
    this.#client.on('drain', () => {
      this.#idleSince = performance.now();
      if (!this.#isClosed && !socket.destroyed) events.onFree(this);
    });
    socket.once('close', () => {
      this.#isClosed = true;
      clearTimeout(this.#idleTimer);
      events.onClosed(this);
    });
    // Until the first request, nobody else reads that the other side closes it, or that it breaks.
    socket.on('error', () => {}).resume();
    this.#idleTimer = setTimeout(() => socket.destroy(), idleMs).unref();
  }

  /** The time without a request, ms. */
  get idleForMs(): number {
    return performance.now() - this.#idleSince;
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    clearTimeout(this.#idleTimer);
    this.#client.dispatch(options, handler);
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

const closed = () => Object.assign(new Error('the connection is closed'), { code: 'ECONNRESET' });
