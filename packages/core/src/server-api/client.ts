import { FingerprintError, isFingerprintError } from '../errors.js';
import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { normalizeEvent } from '../event/normalize-event.js';
import { apiError, parseJson } from './api-error.js';
import type { Transport } from './transport.js';

/** Asks the Server API for one event. Rejects with a coded `FingerprintError`. */
export type GetEvent = (id: string, signal: AbortSignal) => Promise<FingerprintEvent>;

/** The look-up of v4: `GET /v4/events/{id}` with the secret key as a bearer token. */
export function createV4GetEvent(apiKey: string, transport: Transport): GetEvent {
  const headers = { authorization: `Bearer ${apiKey}`, accept: 'application/json' };
  return async (id, signal) => {
    const path = `/v4/events/${encodeURIComponent(id)}`;
    const response = await transport({ method: 'GET', path, headers }, signal).catch((cause: unknown) => {
      throw signal.aborted ? cause : networkError(cause);
    });
    if (response.status !== 200) throw apiError(response);
    return readEvent(response.body, id);
  };
}

/** An answer is believed only where it is the event asked for, and says when it happened. */
function readEvent(body: Uint8Array, id: string): FingerprintEvent {
  const event = normalized(body);
  if (event.eventId !== id) throw badResponse('another event than the one asked for');
  if (event.timestamp === undefined) throw badResponse('an event without a timestamp');
  return event;
}

function normalized(body: Uint8Array): FingerprintEvent {
  try {
    return normalizeEvent(parseJson(body));
  } catch (cause) {
    if (isFingerprintError(cause)) throw badResponse('no event', cause);
    throw cause;
  }
}

const badResponse = (what: string, cause?: unknown) =>
  new FingerprintError('ERR_FP_BAD_RESPONSE', `the Server API answered 200 with ${what}`, {
    status: 200,
    cause,
  });

const networkError = (cause: unknown) =>
  new FingerprintError('ERR_FP_NETWORK', 'the Server API cannot be reached, or broke off its answer', {
    cause,
  });
