import { type Dispatcher, Pool } from 'undici';
import type { CancelSignal } from '../lib/cancellation.js';
import { type Place, UnseenQueue } from '../lib/unseen-queue.js';
import { afterQueue, overBudget } from './api-error.js';
import { decodeBody } from './decode-body.js';
import { createSharedLookup } from './shared-lookup.js';
import {
  type Connections,
  MAX_BODY_BYTES,
  MAX_CONNECTIONS,
  type Transport,
  type TransportResponse,
  tooLarge,
} from './transport.js';

/** True unless a runtime has replaced undici by something that only looks like it, as Bun does. */
export const hasUndici = (): boolean => typeof Pool?.prototype?.dispatch === 'function';

/** Builds a transport over its own keep-alive pool, or over any undici dispatcher. */
export function createUndiciTransport(baseUrl: URL, given?: Dispatcher): Connections {
  const dispatcher = given ?? createPool(baseUrl);
  const basePath = baseUrl.pathname.replace(/\/$/, '');
  // A request that the own pool has a connection for does not wait for others, however long that takes to open.
  const queue = given && new UnseenQueue();
  let underWay = 0;

  const transport: Transport = async ({ method, path, headers, body }, signal) => {
    if (queue?.hasRoom() === false) throw overBudget();
    const crowded = underWay >= MAX_CONNECTIONS;
    underWay++;
    const place = queue?.enter();
    const gaveUpInQueue = () => crowded || place?.gaveUpInQueue() === true;
    try {
      return await new Promise<TransportResponse>((resolve, reject) => {
        const collector = new ResponseCollector(resolve, reject, signal, place, gaveUpInQueue);
        const options = { origin: baseUrl.origin, method, path: `${basePath}${path}`, headers };
        dispatcher.dispatch(body === undefined ? options : { ...options, body }, collector);
      });
    } finally {
      underWay--;
      place?.leave();
    }
  };

  return { transport, close: () => (given ? Promise.resolve() : dispatcher.close()) };
}

const createPool = ({ origin }: URL): Pool =>
  new Pool(origin, { connections: MAX_CONNECTIONS, connect: { lookup: createSharedLookup() } });

/** The parts of a request's controller that are used. */
type Aborting = Pick<Dispatcher.DispatchController, 'abort'>;

/** Gathers one answer; whatever happens first (answer, error, abort) settles the promise and lets the signal go. */
class ResponseCollector implements Dispatcher.DispatchHandler {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #status = 0;
  #headers: TransportResponse['headers'] = {};
  #controller: Aborting | undefined;

  constructor(
    private readonly resolve: (response: TransportResponse) => void,
    private readonly reject: (error: unknown) => void,
    private readonly signal: CancelSignal,
    /** Undefined if the request does not queue out of sight. */
    private readonly place: Pick<Place, 'begins' | 'answered'> | undefined,
    /** True if the request ran out of time in a queue for a connection. */
    private readonly gaveUpInQueue: () => boolean,
  ) {
    if (signal.aborted) this.#abort();
    else signal.addEventListener('abort', this.#abort, { once: true });
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
    try {
      const body = decodeBody(this.#body(), this.#headers);
      this.resolve({ status: this.#status, headers: this.#headers, body });
    } catch (error) {
      this.reject(error);
    }
  }

  onResponseError(_controller: Aborting | undefined, error: Error): void {
    this.#release();
    this.reject(error);
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
    this.signal.removeEventListener('abort', this.#abort);
  }
}

/** Reads names and values in turn, as they came over the wire; a name that occurs several times has an array. */
function readHeaders(raw: readonly Uint8Array[]): TransportResponse['headers'] {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name, value] = raw.slice(at, at + 2).map((bytes) => Buffer.from(bytes).toString('latin1'));
    const key = name?.toLowerCase() ?? '';
    headers.set(key, [...(headers.get(key) ?? []), value ?? '']);
  }
  return Object.fromEntries(headers);
}
