import type { CancelSignal } from '../lib/cancellation.js';
/** One request to the Server API. */
export interface TransportRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path and query, below the base URL. */
  path: string;
  headers: Readonly<Record<string, string>>;
  /** JSON. */
  body?: string;
  /** It changes nothing, so it may be sent once more if nobody knows whether it arrived. */
  isRepeatable: boolean;
}

/** A complete answer: headers in lower case, the body unparsed. */
export interface TransportResponse {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Uint8Array;
}

/**
 * Sends a request to the Server API and returns the complete answer. Rejects at once with the signal's reason when the
 * signal aborts, even while the body is read; redirects are not followed.
 */
export type Transport = (request: TransportRequest, signal: CancelSignal) => Promise<TransportResponse>;

/** Connections to the Server API. */
export interface Connections {
  transport: Transport;
  /** True if requests may wait for a connection unseen, so that silence proves little. */
  hasUnseenQueue: boolean;
  /** Opens its own connections ahead of the first request; resolves when they are open, or cannot be opened. */
  warmUp(): Promise<void>;
  /** Closes its own connections once its requests are done; a connection pool passed by the application stays open. */
  close(): Promise<void>;
}

/**
 * More connections than this to one host do not make a rate-limited API faster. A request made while this many are
 * under way may wait for one: if it then runs out of time, that is not a failure of the API, because floods can cause
 * it.
 */
export const MAX_CONNECTIONS = 128;

/** A larger answer is not an event: one is about 12 KB. In bytes. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Returns the error for an answer that is broken off because it is too large. */
export const tooLarge = () => new Error('the answer is too large');
