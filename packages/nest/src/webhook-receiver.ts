import {
  type BodyStream,
  type FingerprintGuard,
  receiveNative,
  type WebhookReceiverOptions,
} from '@fingerprint-guard/core';
import { FingerprintWebhookException } from './fingerprint-webhook.exception.js';
import { identityOf, type NativeRequest } from './native-request.js';

/**
 * Receives one delivery, as the request of Express or of Fastify. Resolves once its event is kept, or if it is known
 * already. Rejects with a `FingerprintWebhookException` of 400, 403, 413 or 503 if it is refused, with FingerprintError
 * `ERR_FP_RAW_BODY` if the application does not keep raw bodies, and with `ERR_FP_CLOSED` after the guard's `close()`.
 */
export type FingerprintWebhookReceiver = (request: NativeRequest) => Promise<void>;

const ADVICE = 'start the application with NestFactory.create(AppModule, { rawBody: true })';

/** Builds a receiver over the bodies that Nest's `rawBody: true` keeps. */
export function createWebhookReceiver(
  guard: FingerprintGuard,
  options: WebhookReceiverOptions,
): FingerprintWebhookReceiver {
  const receive = guard.createWebhookReceiver(options);
  return async (request) => {
    const answer = await receiveNative(receive, {
      headers: request.headers,
      kept: [(request as { rawBody?: unknown }).rawBody, request.body],
      stream: identityOf(request) as BodyStream,
      advice: ADVICE,
    });
    if (answer.body) throw new FingerprintWebhookException(answer);
  };
}
