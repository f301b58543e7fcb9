import { AsyncResource } from 'node:async_hooks';
import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import { Connection, type IdleLimits } from './connection.js';
import { CONNECTIONS_DEFAULTS, type ConnectionsOption } from './connections-option.js';
import { IdleLimit, MIN_IDLE_MS } from './idle-limit.js';
import { Openings } from './openings.js';
import { Silence } from './silence.js';
import { MAX_CONNECTIONS } from './transport.js';

/** A request on its way to a connection. */
export interface PooledHandler extends Dispatcher.DispatchHandler {
  /** True once nobody waits for it any longer. */
  readonly isOver: boolean;
  /** True as soon as an answer begins. */
  readonly isAnswered: boolean;
  /**
   * Called when a connection takes the request.
   * @param wasOpen The connection was already open: the server may have closed it by now.
   */
  onConnection(wasOpen: boolean): void;
}

/** A request that waits for a connection. */
interface Waiting {
  readonly handler: PooledHandler;
  /**
   * Hands the request to a connection, in its original asynchronous context, so that a trace attributes it to its
   * caller.
   */
  readonly send: (connection: Connection, wasOpen: boolean) => void;
}

/**
 * Keeps connections to one origin open, and gives each request the most recently used one. If none is idle, a request
 * takes whichever comes first: one that another request releases, or one that is opened for it. Nothing here keeps a
 * process alive.
 */
export class ConnectionPool {
  readonly #origin: string;
  readonly #idleMs: number;
  readonly #limits: IdleLimits;
  readonly #spare: number;
  readonly #connections = new Set<Connection>();
  /** The most recently used one is last. */
  readonly #idle: Connection[] = [];
  readonly #openings: Openings;
  readonly #silence = new Silence();
  readonly #waiting: Waiting[] = [];
  /** Requests that only a new connection can serve. */
  readonly #waitingForNew: Waiting[] = [];
  readonly #warmedUp: (() => void)[] = [];
  /** There were more requests at once than connections, or a warm-up was requested. */
  #keepsSpares = false;
  #opensSoon = false;
  #usedAt = Number.NEGATIVE_INFINITY;
  #onClosed: (() => void) | undefined;

  constructor(
    url: URL,
    { idleMs = CONNECTIONS_DEFAULTS.idleMs, spare = CONNECTIONS_DEFAULTS.spare }: ConnectionsOption,
  ) {
    this.#origin = url.origin;
    this.#openings = new Openings(url);
    this.#idleMs = idleMs;
    this.#limits = { unused: new IdleLimit(idleMs), used: new IdleLimit(idleMs) };
    this.#spare = spare;
  }

  /** @param needsNew An open connection was tried, and found closed; or it must not be found closed. */
  dispatch(options: Dispatcher.DispatchOptions, handler: PooledHandler, needsNew: boolean): void {
    this.#usedAt = performance.now();
    const connection = needsNew ? undefined : this.#takeIdle();
    const send = (to: Connection, wasOpen: boolean) => {
      handler.onConnection(wasOpen);
      if (wasOpen) this.#silence.sent(to, handler);
      to.dispatch(options, handler);
    };
    if (connection) {
      send(connection, true);
    } else {
      if (this.#connections.size > 0 && !needsNew) this.#keepsSpares = true;
      (needsNew ? this.#waitingForNew : this.#waiting).push({ handler, send: AsyncResource.bind(send) });
      // The new one takes the place of one that was not good enough.
      if (this.#idle.length > this.#spare || !this.#hasRoom) this.#idle.shift()?.destroy();
    }
    if (!connection || this.#missingSpares > 0) this.#openSoon();
  }

  /** Opens a connection and the spare ones; resolves when they are open, or cannot be opened. */
  warmUp(): Promise<void> {
    this.#keepsSpares = true;
    this.#usedAt = performance.now();
    this.#openFor(Math.max(0, 1 + this.#spare - this.#idle.length));
    if (this.#openings.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#warmedUp.push(resolve));
  }

  /** Closes the connections, each once its request is done. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#onClosed = resolve;
      for (const connection of this.#idle) connection.destroy();
      this.#idle.length = 0;
      this.#closeWhenDone();
    });
  }

  /**
   * Opens the connections that requests wait for; or, once none waits, the spare ones, because handshakes slow each
   * other down. They also slow down requests that already have a connection: undici sends those within the next two
   * turns, so they come first.
   */
  #openSoon(): void {
    if (this.#opensSoon) return;
    this.#opensSoon = true;
    const open = () => {
      this.#opensSoon = false;
      const isCalm = this.#waiting.length + this.#waitingForNew.length === 0;
      this.#openFor(isCalm ? this.#missingSpares : 0);
      this.#closeWhenDone();
    };
    setImmediate(() => setImmediate(open));
  }

  #openFor(spare: number): void {
    this.#dropOver();
    let missing = this.#waiting.length + this.#waitingForNew.length + spare - this.#openings.expected;
    for (; missing > 0 && this.#hasRoom; missing--) this.#openOne();
  }

  #dropOver(): void {
    dropOver(this.#waiting);
    dropOver(this.#waitingForNew);
  }

  get #missingSpares(): number {
    return this.#keepsSpares && !this.#onClosed ? Math.max(0, this.#spare - this.#idle.length) : 0;
  }

  get #hasRoom(): boolean {
    return this.#connections.size + this.#openings.expected < MAX_CONNECTIONS;
  }

  #openOne(): void {
    this.#openings.start((error, opened) => {
      if (opened) this.#opened(opened);
      else this.#failed(error);
      if (this.#openings.size === 0) this.#endWarmUp();
      this.#closeWhenDone();
    });
  }

  #endWarmUp(): void {
    for (const resolve of this.#warmedUp.splice(0)) resolve();
  }

  #opened(socket: Socket): void {
    const connection = new Connection(this.#origin, socket, this.#limits, {
      // Not as early as the answer's end: undici looks for a close or stray bytes before it sends what is dispatched here.
      onFree: (freed) => {
        this.#silence.answered(freed);
        this.#serve(freed, next(this.#waiting), true);
      },
      onClosed: (closed) => this.#closed(closed),
    });
    this.#connections.add(connection);
    this.#serve(connection, next(this.#waitingForNew) ?? next(this.#waiting), false);
  }

  /**
   * Takes one that is not in doubt. A connection that was closed in this turn of the event loop may still be among the
   * idle ones.
   */
  #takeIdle(): Connection | undefined {
    const { since } = this.#silence;
    const index = this.#idle.findLastIndex(({ isOpen, idleSince }) => isOpen && idleSince >= since);
    return index < 0 ? undefined : this.#idle.splice(index, 1)[0];
  }

  #serve(connection: Connection, waiting: Waiting | undefined, wasOpen: boolean): void {
    if (waiting) {
      waiting.send(connection, wasOpen);
    } else if (this.#onClosed || (this.#waitingForNew.length > 0 && !this.#hasRoom)) {
      connection.destroy();
    } else if (wasOpen) {
      this.#idle.push(connection);
    } else {
      this.#idle.unshift(connection);
    }
  }

  /**
   * Fails one request, because each opening connection serves one; a spare one that fails affects nobody. Then retries
   * those for which there was no room.
   */
  #failed(error: Error | null): void {
    const left = this.#openings.expected;
    if (this.#waiting.length + this.#waitingForNew.length <= left) return;
    const waiting = next(this.#waitingForNew) ?? next(this.#waiting);
    waiting?.handler.onResponseError?.(undefined as never, error as Error);
    this.#openFor(0);
  }

  #closed(connection: Connection): void {
    this.#connections.delete(connection);
    const deadSince = this.#silence.closed(connection);
    const index = this.#idle.indexOf(connection);
    if (index >= 0) {
      this.#idle.splice(index, 1);
      this.#replace(connection);
    }
    // They are removed above, a little later.
    for (const each of this.#idle) if (each.idleSince < deadSince) each.destroy();
    this.#openFor(0);
    this.#closeWhenDone();
  }

  /** The other side may close idle connections early: at least one is kept ready for the next request. */
  #replace({ idleForMs }: Connection): void {
    const isUsed = performance.now() - this.#usedAt < this.#idleMs;
    const isReady = this.#idle.length + this.#openings.expected > 0;
    if (isUsed && idleForMs >= MIN_IDLE_MS && !isReady && !this.#onClosed) this.#openOne();
  }

  #closeWhenDone(): void {
    if (!this.#onClosed) return;
    this.#dropOver();
    const isDone = this.#connections.size + this.#waiting.length + this.#waitingForNew.length === 0;
    if (!isDone) return;
    this.#openings.cancel();
    this.#endWarmUp();
    this.#onClosed();
  }
}

function dropOver(waiting: Waiting[]): void {
  while (waiting[0]?.handler.isOver) waiting.shift();
}

/** Takes the first request that somebody still waits for. */
function next(waiting: Waiting[]): Waiting | undefined {
  dropOver(waiting);
  return waiting.shift();
}
