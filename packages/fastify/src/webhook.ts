import {
  type BodyStream,
  type FingerprintGuard,
  receiveNative,
  type WebhookReceiverOptions,
} from '@fingerprint-guard/core';
import type { FastifyPluginAsync } from 'fastify';
import { answer } from './answer.js';

const ADVICE =
  'register fingerprintWebhook before the hook or middleware that reads bodies, outside its scope';

/** Options of the plugin; `prefix`, Fastify's own, is the path at which it receives. */
export interface FingerprintWebhookOptions extends WebhookReceiverOptions {
  /** The guard that checks with this cache. */
  guard: FingerprintGuard;
}

/**
 * Receives Fingerprint's webhooks as a Fastify plugin, by POST at its `prefix`: verifies each delivery over its raw
 * bytes and puts the event into the guard's cache, so that a later check of it costs no call. Answers 204, or problem
 * details that tell no more than their status: 403 without a valid signature, 400 for a body that is not an event, 413
 * above 1 MiB, 503 if the cache fails.
 *
 * It has its own content type parsers, so those of the application leave the bytes alone. If a hook or
 * middleware has read them and kept no `request.rawBody`, the request fails with `ERR_FP_RAW_BODY`.
 * @throws FingerprintError `ERR_FP_OPTION` if the options have issues, or the guard has no cache or no `apiKey`;
 * `ERR_FP_UNSUPPORTED` with `apiVersion: '2019'`.
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
  // Left unread: the receiver reads the stream itself, and no more of it than a delivery may have.
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
