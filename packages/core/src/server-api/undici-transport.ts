import { type Dispatcher, Pool } from 'undici';
import { overBudget } from './api-error.js';
import {
  type Connections,
  MAX_BODY_BYTES,
  MAX_CONNECTIONS,
  type Transport,
  type TransportResponse,
  tooLarge,
} from './transport.js';

/** A transport over a keep-alive pool of its own, or over any undici dispatcher. */
export function createUndiciTransport(baseUrl: URL, given?: Dispatcher): Connections {
  const dispatcher = given ?? new Pool(baseUrl.origin, { connections: MAX_CONNECTIONS });
  const basePath = baseUrl.pathname.replace(/\/$/, '');
  let underWay = 0;

  const transport: Transport = async ({ method, path, headers, body }, signal) => {
    const crowded = underWay >= MAX_CONNECTIONS;
    underWay++;
    try {
      return await new Promise<TransportResponse>((resolve, reject) => {
        const collector = new ResponseCollector(resolve, reject, signal, crowded);
        const options = { origin: baseUrl.origin, method, path: `${basePath}${path}`, headers };
        dispatcher.dispatch(body === undefined ? options : { ...options, body }, collector);
      });
    } finally {
      underWay--;
    }
  };

  return { transport, close: () => (given ? Promise.resolve() : dispatcher.close()) };
}

/** Gathers one answer; whatever happens first (answer, error, abort) settles the promise and lets the signal go. */
class ResponseCollector implements Dispatcher.DispatchHandler {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #status = 0;
  #headers: TransportResponse['headers'] = {};
  #controller: Dispatcher.DispatchController | undefined;

  constructor(
    private readonly resolve: (response: TransportResponse) => void,
    private readonly reject: (error: unknown) => void,
    private readonly signal: AbortSignal,
    /** Every connection was taken when this request was made: what it lacks in time, it spent in the queue. */
    private readonly crowded: boolean,
  ) {
    if (signal.aborted) this.#abort();
    else signal.addEventListener('abort', this.#abort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.signal.aborted) this.#abort();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: TransportResponse['headers'],
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#size += chunk.byteLength;
    if (this.#size > MAX_BODY_BYTES) controller.abort(tooLarge());
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#release();
    this.resolve({ status: this.#status, headers: this.#headers, body: this.#body() });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#release();
    this.reject(error);
  }

  #body(): Uint8Array {
    const [only, ...more] = this.#chunks;
    return only && more.length === 0 ? only : Buffer.concat(this.#chunks, this.#size);
  }

  #abort = (): void => {
    this.#release();
    this.reject(this.crowded ? overBudget(undefined, this.signal.reason) : this.signal.reason);
    this.#controller?.abort(this.signal.reason);
  };

  #release(): void {
    this.signal.removeEventListener('abort', this.#abort);
  }
}
