import {
  type FingerprintGuard,
  receiveFetch,
  type WebhookReceiverOptions,
} from '@fingerprint-guard/core/fetch';
import type { Handler, HonoRequest } from 'hono';

const ADVICE =
  'put fingerprintWebhook before the middleware that reads c.req.raw, or have that read the body with c.req.text()';

/**
 * Receives Fingerprint's webhooks: verifies each delivery over its raw bytes and puts the event into the guard's cache,
 * so that a later check of it costs no call. Answers 204, or problem details that tell no more than their status: 403
 * without a valid signature, 400 for a body that is not an event, 413 above 1 MiB, 503 if the cache fails.
 *
 * It reads the body itself if nothing has, and accepts what Hono's own readers keep. After code that read
 * `c.req.raw` the request fails with `ERR_FP_RAW_BODY`.
 * @param guard The guard that checks with this cache.
 * @throws FingerprintError `ERR_FP_OPTION` if the options have issues, or the guard has no cache or no `apiKey`;
 * `ERR_FP_UNSUPPORTED` with `apiVersion: '2019'`.
 * @example
 * ```ts
 * import { fingerprintWebhook } from '@fingerprint-guard/hono';
 * import { Hono } from 'hono';
 *
 * const app = new Hono();
 * app.post('/webhook', fingerprintWebhook(guard, { secrets: process.env.FINGERPRINT_WEBHOOK_SECRET }));
 * ```
 */
export function fingerprintWebhook(guard: FingerprintGuard, options: WebhookReceiverOptions): Handler {
  const receive = guard.createWebhookReceiver(options);
  return async (c) => {
    const kept = await keptBody(c.req);
    const { status, headers, body } = await receiveFetch(receive, {
      request: c.req.raw,
      kept,
      advice: ADVICE,
    });
    return c.newResponse(body ? JSON.stringify(body) : null, status, headers);
  };
}

/** The result that `c.req.text()` or `c.req.arrayBuffer()` cached; other cached results are no longer the raw body. */
async function keptBody({ bodyCache }: HonoRequest): Promise<string | Uint8Array | undefined> {
  const bytes = await bodyCache.arrayBuffer;
  return bytes ? new Uint8Array(bytes) : bodyCache.text;
}
