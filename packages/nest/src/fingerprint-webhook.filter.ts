import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { type FingerprintWebhookException, isWebhookRefused } from './fingerprint-webhook.exception.js';
import { type NativeResponse, sendProblem } from './native-response.js';

/** Nest finds a filter by `instanceof`; by this, an ESM and a CommonJS copy catch each other's exceptions. */
const OfAnyCopy = Object.defineProperty(class {}, Symbol.hasInstance, { value: isWebhookRefused });

/** Answers a refused delivery with `application/problem+json`, unless a filter of the application does. */
@Catch(OfAnyCopy)
export class FingerprintWebhookFilter implements ExceptionFilter<FingerprintWebhookException> {
  catch({ answer: { status, headers, body } }: FingerprintWebhookException, host: ArgumentsHost): void {
    sendProblem(host.switchToHttp().getResponse<NativeResponse>(), { status, headers, body });
  }
}
