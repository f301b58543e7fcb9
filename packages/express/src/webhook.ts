import { type FingerprintGuard, receiveNative, type WebhookReceiverOptions } from '@fingerprint-guard/core';
import type { Request, RequestHandler } from 'express';
import { answer } from './answer.js';

const ADVICE =
  "mount fingerprintWebhook before express.json(), or put express.raw({ type: '*/*' }) before it on its route";

/**
 * Receives Fingerprint's webhooks: verifies each delivery over its raw bytes and puts the event into the guard's cache,
 * so that a later check of it costs no call. Answers 204, or problem details that tell no more than their status: 403
 * without a valid signature, 400 for a body that is not an event, 413 above 1 MiB, 503 if the cache fails.
 *
 * It reads the body itself if nothing has, and accepts the bytes of `express.raw()`, or `req.rawBody`. After another
 * body parser the request fails with `ERR_FP_RAW_BODY`.
 * @param guard The guard that checks with this cache.
 * @throws FingerprintError `ERR_FP_OPTION` if the options have issues, or the guard has no cache or no `apiKey`;
 * `ERR_FP_UNSUPPORTED` with `apiVersion: '2019'`.
 * @example
 * ```ts
 * import { fingerprintWebhook } from '@fingerprint-guard/express';
 * import express from 'express';
 *
 * const app = express();
 * app.post('/webhook', fingerprintWebhook(guard, { secrets: process.env.FINGERPRINT_WEBHOOK_SECRET }));
 * ```
 */
export function fingerprintWebhook(guard: FingerprintGuard, options: WebhookReceiverOptions): RequestHandler {
  const receive = guard.createWebhookReceiver(options);
  return async (req: Request & { rawBody?: unknown }, res, next) => {
    try {
      const kept = [req.rawBody, req.body];
      const { headers } = req;
      answer(res, await receiveNative(receive, { headers, kept, stream: req, advice: ADVICE }));
    } catch (error) {
      next(error);
    }
  };
}
