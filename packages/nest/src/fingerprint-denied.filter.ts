import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { throwError } from 'rxjs';
import { type FingerprintDeniedException, isFingerprintDenied } from './fingerprint-denied.exception.js';
import { type NativeResponse, sendProblem } from './native-response.js';

/** Nest finds a filter by `instanceof`; by this, an ESM and a CommonJS copy catch each other's exceptions. */
const OfAnyCopy = Object.defineProperty(class {}, Symbol.hasInstance, { value: isFingerprintDenied });

/**
 * Answers a stopped request with `application/problem+json`, on Express and on Fastify. A GraphQL error carries the
 * exception's `extensions`, and a microservice's client is told the problem details as the error. The module registers it before
 * every other global filter, which makes it the last to be asked: any filter of the application's own wins that
 * catches the exception. Such a filter may extend this one or call its `catch`.
 * @example
 * ```ts
 * import { type FingerprintDeniedException, FingerprintDeniedFilter } from '@fingerprint-guard/nest';
 * import type { ArgumentsHost } from '@nestjs/common';
 *
 * export class LoggingFilter extends FingerprintDeniedFilter {
 *   override catch(exception: FingerprintDeniedException, host: ArgumentsHost) {
 *     console.warn(exception.decision.id, exception.decision.reasons);
 *     return super.catch(exception, host);
 *   }
 * }
 * ```
 */
@Catch(OfAnyCopy)
export class FingerprintDeniedFilter implements ExceptionFilter<FingerprintDeniedException> {
  catch(exception: FingerprintDeniedException, host: ArgumentsHost): unknown {
    const { problem } = exception;
    const type = host.getType();
    if (type === 'rpc') return throwError(() => problem.body);
    if (type !== 'http') throw exception;
    return sendProblem(host.switchToHttp().getResponse<NativeResponse>(), problem);
  }
}
