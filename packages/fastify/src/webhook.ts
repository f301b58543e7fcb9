import {
  type BodyStream,
  type FingerprintGuard,
  receiveNative,
  type WebhookReceiverOptions,
} from '@fingerprint-guard/core';
import type { FastifyPluginAsync } from 'fastify';
import { answer } from './answer.js';

const ADVICE =
  'register fingerprintWebhook before the hook or middleware that reads bodies, outside of its reach';

/** Options of the plugin; `prefix`, Fastify's own, is where it receives. */
export interface FingerprintWebhookOptions extends WebhookReceiverOptions {
  /** The guard that checks with this cache. */
  guard: FingerprintGuard;
}

/**
 * Fastify's plugin that receives Fingerprint's webhooks, by POST at its `prefix`: verifies each delivery over its raw
 * bytes and puts the event into the guard's cache, so that a later check of it costs no call. Answers 204, or problem
 * details that tell no more than their status: 403 without a right signature, 400 for what is no event, 413 above 1 MiB,
 * 503 where the cache fails.
 *
 * It has content type parsers of its own, so those of the application leave the bytes alone. Where a hook or a middleware
 * has read them and kept no `request.rawBody`, the request fails with `ERR_FP_RAW_BODY`.
 * @throws FingerprintError `ERR_FP_OPTION`, or `ERR_FP_UNSUPPORTED` with `apiVersion: '2019'`.
 * @example
 * ```ts
 * import { fingerprintWebhook } from '@fingerprint-guard/fastify';
 * import Fastify from 'fastify';
 *
 * const app = Fastify();
 * await app.register(fingerprintWebhook, {
 *   prefix: '/webhook',
 *   guard,
 *   secrets: process.env.FINGERPRINT_WEBHOOK_SECRET,
 * });
 * ```
 */
export const fingerprintWebhook: FastifyPluginAsync<FingerprintWebhookOptions> = async (
  fastify,
  { guard, secrets },
) => {
  const receive = guard.createWebhookReceiver({ secrets });
  fastify.removeAllContentTypeParsers();
  // Left unread: the receiver takes it from the stream, and no more of it than a delivery can have.
  fastify.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  fastify.post('/', async (request, reply) => {
    const answered = await receiveNative(receive, {
      headers: request.headers,
      kept: [(request as { rawBody?: unknown }).rawBody],
      stream: (request.body ?? request.raw) as BodyStream,
      advice: ADVICE,
    });
    return answer(reply, answered);
  });
};
