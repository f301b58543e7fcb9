import { headerValue, type IncomingHeaders } from '../request/incoming-request.js';
import { requireHeaders, requireObject } from '../request/request-shape.js';
import { type WebhookAnswer, webhookAnswer } from './answer.js';
import { MAX_WEBHOOK_BYTES, rawBodyGone, type WebhookReceiver } from './receiver.js';

/** The parts of a Node request's stream that are used. */
export interface BodyStream {
  /** True once the stream has been read from. */
  readonly readableDidRead: boolean;
  /** Listens to the stream. */
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** A delivery in a framework on Node's own server. */
export interface NativeDelivery {
  /** The headers of the delivery, names in lower case. */
  headers: IncomingHeaders;
  /** The places where earlier code may have left the raw body; the first string or bytes count. */
  kept: readonly unknown[];
  /** Node's own request, read here if it was not read before. */
  stream: BodyStream;
  /** Completes "the webhook's body was parsed before its signature was verified: ". */
  advice: string;
}

/**
 * Receives a delivery, from the raw body that was kept, or else straight from the stream, of which at most 1 MiB is
 * held. Rejects with the stream's own error if the sender goes away, and whenever `receive` does.
 * @throws FingerprintError `ERR_FP_RAW_BODY` if the stream was read and its bytes were not kept; `ERR_FP_OPTION` for a
 * delivery of another form; `ERR_FP_CLOSED` after the guard's `close()`.
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { receiveNative } from '@fingerprint-guard/core';
 *
 * const receive = guard.createWebhookReceiver({ secrets: process.env.FINGERPRINT_WEBHOOK_SECRET });
 * createServer(async (request, response) => {
 *   const { headers } = request;
 *   const answer = await receiveNative(receive, { headers, kept: [], stream: request, advice: 'keep it raw' });
 *   response.writeHead(answer.status, answer.headers).end(answer.body && JSON.stringify(answer.body));
 * });
 * ```
 */
export async function receiveNative(
  receive: WebhookReceiver,
  delivery: NativeDelivery,
): Promise<WebhookAnswer> {
  requireObject(delivery, 'a delivery: { headers, kept, stream, advice }');
  const { headers, kept, stream, advice } = delivery;
  requireHeaders(headers);
  requireObject(stream, "Node's request as the stream");
  const raw = kept.find((body) => typeof body === 'string' || body instanceof Uint8Array);
  if (raw === undefined && stream.readableDidRead) throw rawBodyGone(advice);
  const body = (raw as string | Uint8Array | undefined) ?? (await read(stream));
  if (body === undefined) return webhookAnswer('too-large');
  return receive({ body, signature: headerValue(headers, 'fpjs-event-signature') });
}

/**
 * Reads the whole body; undefined if it is too large. The excess is read and dropped, so that the sender gets the
 * answer.
 */
function read(stream: BodyStream): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    let chunks: Uint8Array[] = [];
    let size = 0;
    stream.on('data', (chunk) => {
      size += chunk.byteLength;
      if (size <= MAX_WEBHOOK_BYTES) chunks.push(chunk);
      else {
        chunks = [];
        resolve(undefined);
      }
    });
    stream.on('end', () => resolve(Buffer.concat(chunks)));
    stream.on('error', reject);
  });
}
