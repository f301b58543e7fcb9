import { type FingerprintGuard, receiveNative, type WebhookReceiverOptions } from '@fingerprint-guard/core';
import type { Middleware } from 'koa';

const ADVICE =
  'put fingerprintWebhook before the body parser, or use one that keeps the raw text as ctx.request.rawBody, such as @koa/bodyparser';

/**
 * Receives Fingerprint's webhooks: verifies each delivery over its raw bytes and puts the event into the guard's cache,
 * so that a later check of it costs no call. Answers 204, or problem details that tell no more than their status: 403
 * without a valid signature, 400 for a body that is not an event, 413 above 1 MiB, 503 if the cache fails. It calls no
 * `next`: behind a router it is the middleware of one route.
 *
 * It reads the body itself if nothing has, and accepts what a body parser keeps as `ctx.request.rawBody`. After another
 * body parser the request fails with `ERR_FP_RAW_BODY`.
 * @param guard The guard that checks with this cache.
 * @throws FingerprintError `ERR_FP_OPTION` if the options have issues, or the guard has no cache or no `apiKey`;
 * `ERR_FP_UNSUPPORTED` with `apiVersion: '2019'`.
 * @example
 * ```ts
 * import { fingerprintWebhook } from '@fingerprint-guard/koa';
 * import Koa from 'koa';
 *
 * const app = new Koa();
 * const receive = fingerprintWebhook(guard, { secrets: process.env.FINGERPRINT_WEBHOOK_SECRET });
 * app.use((ctx, next) => (ctx.path === '/webhook' ? receive(ctx, next) : next()));
 * ```
 */
export function fingerprintWebhook(guard: FingerprintGuard, options: WebhookReceiverOptions): Middleware {
  const receive = guard.createWebhookReceiver(options);
  return async (ctx) => {
    const { rawBody, body: parsed } = ctx.request as { rawBody?: unknown; body?: unknown };
    const { status, headers, body } = await receiveNative(receive, {
      headers: ctx.req.headers,
      kept: [rawBody, parsed],
      stream: ctx.req,
      advice: ADVICE,
    });
    ctx.body = body && JSON.stringify(body);
    ctx.status = status;
    ctx.set(headers);
  };
}
