import { type CancelSignal, toAbortSignal } from '../lib/cancellation.js';
import { type ByteStream, readBytes } from '../lib/read-bytes.js';
import { UnseenQueue } from '../lib/unseen-queue.js';
import { afterQueue, overBudget } from './api-error.js';
import {
  type Connections,
  MAX_BODY_BYTES,
  MAX_CONNECTIONS,
  type Transport,
  type TransportResponse,
  tooLarge,
} from './transport.js';

/** The parts of `fetch` that are used; that of any runtime fits. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Builds a transport over `fetch`. The runtime manages the connections and does not show which requests wait for one:
 * any request that starts while others are under way may be waiting.
 */
export function createFetchTransport(baseUrl: URL, fetch: Fetch): Connections {
  const base = baseUrl.href.replace(/\/$/, '');

  const send: Fetch = fetch === globalThis.fetch ? (...given) => fetch(...given).catch(unreachable) : fetch;

  async function ask(url: string, init: RequestInit): Promise<TransportResponse> {
    const response = await send(url, { ...init, redirect: 'manual' });
    const body = await bodyOf(response);
    if (!body) throw tooLarge();
    return { status: response.status, headers: Object.fromEntries(response.headers), body };
  }

  const queue = new UnseenQueue();
  let underWay = 0;
  const transport: Transport = async ({ path, isRepeatable, ...request }, signal) => {
    if (!queue.hasRoom()) throw overBudget();
    const crowded = underWay >= MAX_CONNECTIONS;
    underWay++;
    const place = queue.enter();
    try {
      const asked = ask(`${base}${path}`, { ...request, signal: toAbortSignal(signal) });
      // A `fetch` that ignores its signal settles late, and holds a connection until then.
      asked.then(place.answered, () => {});
      const reason = () => afterQueue(signal.reason, () => crowded || place.gaveUpInQueue());
      return await orAborted(signal, asked, reason);
    } finally {
      underWay--;
      place.leave();
    }
  };
  return { transport, hasUnseenQueue: true, warmUp: async () => {}, close: async () => {} };
}

/** Reads the body; undefined if it is too large. A `fetch` without streams has the whole body at once. */
async function bodyOf(response: Response): Promise<Uint8Array | undefined> {
  const stream: ByteStream | null | undefined = response.body;
  if (stream !== undefined) return readBytes(stream, MAX_BODY_BYTES);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return bytes.byteLength > MAX_BODY_BYTES ? undefined : bytes;
}

/** By its standard, the runtime's own `fetch` rejects with a `TypeError` if the connection failed. */
function unreachable(cause: unknown): never {
  throw Object.assign(new Error('fetch failed', { cause }), { code: 'FETCH_FAILED' });
}

/** Returns the answer, unless the signal aborts first: a `fetch` passed by the application may ignore it. */
async function orAborted<T>(signal: CancelSignal, answer: Promise<T>, reason: () => unknown): Promise<T> {
  let abort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(reason());
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([aborted, answer]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
