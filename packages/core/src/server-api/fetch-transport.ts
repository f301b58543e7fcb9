import { readBytes } from '../read-bytes.js';
import { type Connections, MAX_BODY_BYTES, type TransportResponse, tooLarge } from './transport.js';

/** What is used of `fetch`; that of any runtime is one. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * A transport over `fetch`. Connections are the runtime's own, and how many there are is its business: a request that
 * waits for one counts as sent.
 */
export function createFetchTransport(baseUrl: URL, fetch: Fetch): Connections {
  const base = baseUrl.href.replace(/\/$/, '');

  async function ask(url: string, init: RequestInit): Promise<TransportResponse> {
    const response = await fetch(url, { ...init, redirect: 'manual' });
    const body = await readBytes(response.body, MAX_BODY_BYTES);
    if (!body) throw tooLarge();
    return { status: response.status, headers: Object.fromEntries(response.headers), body };
  }

  return {
    transport: ({ path, ...request }, signal) =>
      orAborted(signal, ask(`${base}${path}`, { ...request, signal })),
    close: async () => {},
  };
}

/** The answer, unless the signal aborts first: a `fetch` given from outside may not heed it. */
async function orAborted<T>(signal: AbortSignal, answer: Promise<T>): Promise<T> {
  let abort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([aborted, answer]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
