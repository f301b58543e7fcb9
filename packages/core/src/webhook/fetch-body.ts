import { awaitBody } from '../lib/await-body.js';
import { readBytes } from '../lib/read-bytes.js';
import { requireFetchRequest, requireObject } from '../request/request-shape.js';
import { type WebhookAnswer, webhookAnswer } from './answer.js';
import { MAX_WEBHOOK_BYTES, rawBodyGone, type WebhookReceiver } from './receiver.js';

/** A delivery in a framework that uses the fetch `Request`. */
export interface FetchDelivery {
  /** The request, whose body is read if it was not kept. */
  request: Request;
  /** The raw body, if earlier code kept it. */
  kept: string | Uint8Array | undefined;
  /** Completes "the webhook's body was parsed before its signature was verified: ". */
  advice: string;
}

/**
 * Receives a delivery, from the raw body that was kept, or else straight from the request, of which at most 1 MiB is
 * held. A body that has not arrived after five minutes is not an event. Rejects with the stream's own error if the
 * sender goes away, and whenever `receive` does.
 * @throws FingerprintError `ERR_FP_RAW_BODY` if the body was read and its bytes were not kept; `ERR_FP_OPTION` for a
 * delivery of another form; `ERR_FP_CLOSED` after the guard's `close()`.
 * @example
 * ```ts
 * import { receiveFetch } from '@fingerprint-guard/core/fetch';
 *
 * const receive = guard.createWebhookReceiver({ secrets: process.env.FINGERPRINT_WEBHOOK_SECRET });
 * export async function POST(request: Request) {
 *   const answer = await receiveFetch(receive, { request, kept: undefined, advice: 'keep it raw' });
 *   const body = answer.body ? JSON.stringify(answer.body) : null;
 *   return new Response(body, { status: answer.status, headers: answer.headers });
 * }
 * ```
 */
export async function receiveFetch(
  receive: WebhookReceiver,
  delivery: FetchDelivery,
): Promise<WebhookAnswer> {
  requireObject(delivery, 'a delivery: { request, kept, advice }');
  const { request, kept, advice } = delivery;
  requireFetchRequest(request);
  if (kept === undefined && request.bodyUsed) throw rawBodyGone(advice);
  const body = kept ?? (await awaitBody(readBytes(request.body, MAX_WEBHOOK_BYTES), request.signal));
  if (body === null) return webhookAnswer('no-event');
  if (body === undefined) return webhookAnswer('too-large');
  return receive({ body, signature: request.headers.get('fpjs-event-signature') ?? undefined });
}
