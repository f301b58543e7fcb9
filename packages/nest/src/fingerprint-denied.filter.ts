import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { FingerprintDeniedException } from './fingerprint-denied.exception.js';
import { type NativeResponse, sendProblem } from './native-response.js';

/**
 * Answers a stopped request with `application/problem+json`, on Express and on Fastify. The module registers it before
 * every other global filter, which makes it the last to be asked: any filter of the application's own wins that
 * catches the exception. Such a filter may extend this one or call its `catch`.
 */
@Catch(FingerprintDeniedException)
export class FingerprintDeniedFilter implements ExceptionFilter<FingerprintDeniedException> {
  catch(exception: FingerprintDeniedException, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw exception;
    sendProblem(host.switchToHttp().getResponse<NativeResponse>(), exception.problem);
  }
}
