/** One request to the Server API. */
export interface TransportRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path and query, below the base URL. */
  path: string;
  headers: Readonly<Record<string, string>>;
  /** JSON. */
  body?: string;
}

/** An answer, whole: headers in lower case, the body unparsed. */
export interface TransportResponse {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Uint8Array;
}

/**
 * Carries a request to the Server API and its whole answer back.
 * Rejects at once with the signal's reason when the signal aborts, also while the body is read; redirects are not followed.
 */
export type Transport = (request: TransportRequest, signal: AbortSignal) => Promise<TransportResponse>;

/** A way to the Server API. */
export interface Connections {
  transport: Transport;
  /** Ends what belongs to it when its requests are done; what was given from outside stays open. */
  close(): Promise<void>;
}

/**
 * More connections than this to one host do not make a rate-limited API faster. What is asked while as many are under way
 * may wait for one: what it lacks in time then is no failure of the API, as floods bring it about.
 */
export const MAX_CONNECTIONS = 128;

/** A larger answer is no event: one is about 12 KB. In bytes. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Why a larger answer is broken off. */
export const tooLarge = () => new Error('the answer is too large');
