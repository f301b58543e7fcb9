import { Client, type Dispatcher } from 'undici';
import type { CancelSignal } from '../lib/cancellation.js';
import { type Place, UnseenQueue } from '../lib/unseen-queue.js';
import { afterQueue, overBudget } from './api-error.js';
import { CLOSED } from './connection.js';
import { ConnectionPool, type PooledHandler } from './connection-pool.js';
import type { ConnectionsOption } from './connections-option.js';
import { decodeBody } from './decode-body.js';
import { rehearse } from './rehearsal.js';
import {
  type Connections,
  MAX_BODY_BYTES,
  MAX_CONNECTIONS,
  type Transport,
  type TransportRequest,
  type TransportResponse,
  tooLarge,
} from './transport.js';
import { TurnBatch } from './turn-batch.js';

/** True unless a runtime replaces undici with an incomplete imitation, as Bun does. */
export const hasUndici = (): boolean => typeof Client?.prototype?.dispatch === 'function';

/** Builds a transport over its own connections, or over any undici dispatcher. */
export function createUndiciTransport(
  baseUrl: URL,
  given?: Dispatcher,
  option: ConnectionsOption = {},
): Connections {
  const pool = given ? undefined : new ConnectionPool(baseUrl, option);
  const basePath = baseUrl.pathname.replace(/\/$/, '');
  // A request for which the guard's own pool opens a connection does not wait for other requests, however long that
  // takes.
  const queue = given && new UnseenQueue();
  const answers = new TurnBatch();
  let underWay = 0;

  const carry = (
    { method, path, headers, body }: TransportRequest,
    signal: CancelSignal,
    place: Place | undefined,
    gaveUpInQueue: () => boolean,
    needsNew: boolean,
  ) =>
    new Promise<TransportResponse>((resolve, reject) => {
      // A lone request has nothing to wait for.
      const answer = (response: TransportResponse) =>
        underWay > 1 ? answers.add(() => resolve(response)) : resolve(response);
      const collector = new ResponseCollector(answer, reject, signal, place, gaveUpInQueue);
      const options = { origin: baseUrl.origin, method, path: `${basePath}${path}`, headers };
      const whole = body === undefined ? options : { ...options, body };
      if (pool) pool.dispatch(whole, collector, needsNew);
      else given?.dispatch(whole, collector);
    });

  const transport: Transport = async (request, signal) => {
    if (queue?.hasRoom() === false) throw overBudget();
    const crowded = underWay >= MAX_CONNECTIONS;
    underWay++;
    const place = queue?.enter();
    const gaveUpInQueue = () => crowded || place?.gaveUpInQueue() === true;
    try {
      // An open connection may be closed by now, and a change cannot be repeated: it may already have been made.
      return await carry(request, signal, place, gaveUpInQueue, !request.isRepeatable);
    } catch (error) {
      if (!(error instanceof FoundClosed)) throw error;
      // The other side may close an idle connection at any time, so nobody is to blame.
      return await carry(request, signal, place, gaveUpInQueue, true);
    } finally {
      underWay--;
      place?.leave();
    }
  };

  return {
    transport,
    hasUnseenQueue: given !== undefined,
    async warmUp() {
      if (pool) await Promise.all([pool.warmUp(), rehearse()]);
    },
    close: async () => pool?.close(),
  };
}

/** The other side closed a connection that was already open, before any answer to the request. */
class FoundClosed extends Error {}

/** On a connection that was open, this is not about the request: proxies send it when they close an unused one. */
const REQUEST_TIMEOUT = 408;

/** The parts of a request's controller that are used. */
type Aborting = Pick<Dispatcher.DispatchController, 'abort'>;

/**
 * Collects one answer; whatever happens first (answer, error, abort) settles the promise and removes the signal's
 * listener.
 */
class ResponseCollector implements PooledHandler {
  isOver = false;
  #wasOpen = false;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #status = 0;
  #headers: TransportResponse['headers'] = {};
  #controller: Aborting | undefined;

  constructor(
    private readonly resolve: (response: TransportResponse) => void,
    private readonly reject: (error: unknown) => void,
    private readonly signal: CancelSignal,
    /** Undefined if the request does not wait in a hidden queue. */
    private readonly place: Pick<Place, 'begins' | 'answered'> | undefined,
    /** True if the request ran out of time in a queue for a connection. */
    private readonly gaveUpInQueue: () => boolean,
  ) {
    if (signal.aborted) this.#abort();
    else signal.addEventListener('abort', this.#abort, { once: true });
  }

  get isAnswered(): boolean {
    return this.#status !== 0;
  }

  onConnection(wasOpen: boolean): void {
    this.#wasOpen = wasOpen;
  }

  onRequestStart(controller: Aborting): void {
    this.#controller = controller;
    this.place?.begins();
    if (this.signal.aborted) this.#abort();
  }

  onResponseStart(_controller: Aborting, status: number, headers: TransportResponse['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Aborting, chunk: Uint8Array): void {
    this.#size += chunk.byteLength;
    if (this.#size > MAX_BODY_BYTES) controller.abort(tooLarge());
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#release();
    this.place?.answered();
    if (this.#wasOpen && this.#status === REQUEST_TIMEOUT) {
      this.reject(new FoundClosed('timed out at the other side'));
      return;
    }
    try {
      const body = decodeBody(this.#body(), this.#headers);
      this.resolve({ status: this.#status, headers: this.#headers, body });
    } catch (error) {
      this.reject(error);
    }
  }

  onResponseError(_controller: Aborting | undefined, error: Error): void {
    if (this.isOver) return;
    this.#release();
    const isFoundClosed = this.#wasOpen && this.#status === 0 && 'code' in error && CLOSED.has(error.code);
    this.reject(isFoundClosed ? new FoundClosed('closed by the other side') : error);
  }

  // The methods that dispatchers of undici 5 and 6 call, including Node's own; those of later majors prefer the names
  // above.

  onConnect(abort: (reason?: Error) => void): void {
    this.onRequestStart({ abort });
  }

  onHeaders(status: number, rawHeaders: readonly Uint8Array[]): boolean {
    this.onResponseStart(this.#started, status, readHeaders(rawHeaders));
    return true;
  }

  onData(chunk: Uint8Array): boolean {
    this.onResponseData(this.#started, chunk);
    return true;
  }

  onComplete(): void {
    this.onResponseEnd();
  }

  onError(error: Error): void {
    this.onResponseError(this.#controller, error);
  }

  /** A request that is answered has started. */
  get #started(): Aborting {
    return this.#controller as Aborting;
  }

  #body(): Uint8Array {
    const [only, ...more] = this.#chunks;
    return only && more.length === 0 ? only : Buffer.concat(this.#chunks, this.#size);
  }

  #abort = (): void => {
    this.#release();
    const { reason } = this.signal;
    this.reject(afterQueue(reason, this.gaveUpInQueue));
    this.#controller?.abort(reason as Error);
  };

  #release(): void {
    this.isOver = true;
    this.signal.removeEventListener('abort', this.#abort);
  }
}

/** Reads alternating names and values, as they came over the wire; a name that occurs several times has an array. */
function readHeaders(raw: readonly Uint8Array[]): TransportResponse['headers'] {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name, value] = raw.slice(at, at + 2).map((bytes) => Buffer.from(bytes).toString('latin1'));
    const key = name?.toLowerCase() ?? '';
    headers.set(key, [...(headers.get(key) ?? []), value ?? '']);
  }
  return Object.fromEntries(headers);
}
