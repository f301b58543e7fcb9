import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import type { IdleLimit } from './idle-limit.js';

/** Error codes of a connection that the other side closed. */
export const CLOSED: ReadonlySet<unknown> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** A close this soon after a request may have been on its way before the other side saw that request. In ms. */
const ON_ITS_WAY_MS = 500;

/** Many servers wait for a first request for one time, and for further ones for another. */
export interface IdleLimits {
  readonly unused: IdleLimit;
  readonly used: IdleLimit;
}

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
  readonly #limits: IdleLimits;
  readonly #openedAt = performance.now();
  #isClosed = false;
  #isUsed = false;
  #idleSince = this.#openedAt;
  #busySince: number | undefined;

  /** @param socket Open and unused. */
  constructor(origin: string, socket: Socket, limits: IdleLimits, events: ConnectionEvents) {
    this.#socket = socket;
    this.#limits = limits;
    const keepAliveMs = limits.used.ms;
    this.#client = new Client(origin, {
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      // Not in this turn, just like for a connection that has to be opened.
      connect: (_options, callback) =>
        queueMicrotask(() => (socket.destroyed ? callback(closed(), null) : callback(null, socket))),
    });
    this.#client.on('drain', () => {
      if (this.#isClosed || socket.destroyed) return;
      this.#isUsed = true;
      this.#idleSince = performance.now();
      this.#busySince = undefined;
      events.onFree(this);
    });
    socket.once('close', () => {
      this.#isClosed = true;
      clearTimeout(this.#idleTimer);
      events.onClosed(this);
    });
    socket.once('end', () => this.#closedByOtherSide());
    socket.on('error', (error) => {
      if ('code' in error && CLOSED.has(error.code)) this.#closedByOtherSide();
    });
    // Until the first request, nothing else notices that the other side closes the connection, or that it breaks.
    socket.resume();
    this.#idleTimer = setTimeout(() => socket.destroy(), limits.unused.ms).unref();
  }

  /** The time at which it last showed that it is alive: by opening, or by an answer. In ms. */
  get idleSince(): number {
    return this.#idleSince;
  }

  /** The time without a request, ms; under a request, the time before it. */
  get idleForMs(): number {
    return (this.#busySince ?? performance.now()) - this.#idleSince;
  }

  /** False as soon as it is closed, a little before `onClosed`. */
  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    clearTimeout(this.#idleTimer);
    this.#busySince = performance.now();
    this.#client.dispatch(options, handler);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** A close that cannot be the answer to a request tells something about idle connections. */
  #closedByOtherSide(): void {
    const busyForMs = this.#busySince === undefined ? 0 : performance.now() - this.#busySince;
    if (busyForMs >= ON_ITS_WAY_MS) return;
    this.#limits[this.#isUsed ? 'used' : 'unused'].closed(this.#openedAt, this.idleForMs);
  }
}

const closed = () => Object.assign(new Error('the connection is closed'), { code: 'ECONNRESET' });
