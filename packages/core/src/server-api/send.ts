import type { CancelSignal } from '../lib/cancellation.js';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import { isProgrammingError } from '../lib/programming-error.js';
import { apiError, type CodelessErrors } from './api-error.js';
import type { Credentials } from './authentication.js';
import { type Query, withQuery } from './query.js';
import { withoutSecret } from './redaction.js';
import type { Transport, TransportRequest, TransportResponse } from './transport.js';

/** The parameters of one call. */
interface ApiRequest {
  method: TransportRequest['method'];
  /** The path below the base URL, with encoded IDs. */
  path: string;
  query?: Query;
  /** JSON. */
  body?: string;
  /** It changes nothing at the API. @defaultValue true for a GET, else false */
  isRepeatable?: boolean;
  /** The errors of a generation without codes. */
  codeless?: CodelessErrors;
}

/**
 * Calls the Server API, and returns the body of a 200. Rejects with a coded `FingerprintError`, or with the signal's
 * reason; for a bug, such as one in a `fetch` passed by the application, with that error itself. No error contains the
 * key.
 */
export type Send = (request: ApiRequest, signal: CancelSignal) => Promise<Uint8Array>;

/** Builds `Send` for one account over a transport. */
export function createSend(transport: Transport, credentials: Credentials): Send {
  const headers = { ...credentials.headers, accept: 'application/json' };
  const headersOfBody = { ...headers, 'content-type': 'application/json' };

  async function carry(request: TransportRequest, signal: CancelSignal): Promise<TransportResponse> {
    try {
      return await transport(request, signal);
    } catch (cause) {
      if (isFingerprintError(cause)) throw cause;
      if (signal.aborted) throw signal.reason;
      const shown = withoutSecret(cause, credentials.secret);
      throw isProgrammingError(cause) ? shown : networkError(shown);
    }
  }

  return async ({ method, path, query = [], body, isRepeatable = method === 'GET', codeless }, signal) => {
    const target = withQuery(path, query, credentials.query);
    const request: TransportRequest =
      body === undefined
        ? { method, path: target, headers, isRepeatable }
        : { method, path: target, headers: headersOfBody, body, isRepeatable };
    const response = await carry(request, signal);
    if (response.status !== 200) throw apiError(response, codeless);
    return response.body;
  };
}

const networkError = (cause: unknown) =>
  new FingerprintError('ERR_FP_NETWORK', 'the Server API cannot be reached, or broke off its answer', {
    cause,
  });
