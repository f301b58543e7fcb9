import type { WebhookAnswer } from '@fingerprint-guard/core';
import { HttpException } from '@nestjs/common';

const REFUSED = Symbol.for('fingerprint-guard.nest.webhook-refused');

/**
 * A webhook's delivery that was not accepted. A filter of the application's own may answer it in another form.
 * @example
 * ```ts
 * import { FingerprintWebhookException } from '@fingerprint-guard/nest';
 * import { type ArgumentsHost, HttpException } from '@nestjs/common';
 * import { BaseExceptionFilter } from '@nestjs/core';
 *
 * export class WebhookFilter extends BaseExceptionFilter<HttpException> {
 *   override catch(exception: HttpException, host: ArgumentsHost) {
 *     if (exception instanceof FingerprintWebhookException) console.warn(exception.answer.outcome);
 *     super.catch(exception, host);
 *   }
 * }
 * ```
 */
export class FingerprintWebhookException extends HttpException {
  /** @param answer What the sender is told, and the `outcome` for the server's log. */
  constructor(readonly answer: WebhookAnswer) {
    super({ ...answer.body }, answer.status);
    Object.defineProperty(this, REFUSED, { value: true });
  }
}

/** True for the exception of this or another copy of this package, ESM or CommonJS. */
export function isWebhookRefused(value: unknown): value is FingerprintWebhookException {
  return value instanceof Error && Object.hasOwn(value, REFUSED);
}
