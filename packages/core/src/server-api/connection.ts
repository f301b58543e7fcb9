import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';

/** The events of a connection that a pool handles. */
interface ConnectionEvents {
  /** Its request is done, so it can take the next one. */
  onFree(connection: Connection): void;
  /** It was closed by either side. */
  onClosed(connection: Connection): void;
}

/** One open connection to the API. It carries one request at a time, and is closed after a while without any. */
export class Connection {
  readonly #socket: Socket;
  readonly #client: Client;
  readonly #idleTimer: ReturnType<typeof setTimeout>;
  #isClosed = false;
  #idleSince = performance.now();

  /** @param socket Open and unused. @param idleMs The time without a request after which it is closed, ms. */
  constructor(origin: string, socket: Socket, idleMs: number, events: ConnectionEvents) {
    this.#socket = socket;
    this.#client = new Client(origin, {
      pipelining: 1,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      // Not in this turn, just like for a connection that has to be opened.
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
    // Until the first request, nothing else notices that the other side closes the connection, or that it breaks.
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
