import type { Decision, ProblemDetails, ProblemWithStatus } from '@fingerprint-guard/core';
import { HttpException } from '@nestjs/common';

const DENIED = Symbol.for('fingerprint-guard.nest.denied');

/**
 * The exception for a request that the guard blocks. A filter of the application may answer it in another form.
 * @example
 * ```ts
 * import { type Decision, problemResponse } from '@fingerprint-guard/core';
 * import { FingerprintDeniedException } from '@fingerprint-guard/nest';
 *
 * function throwIfBlocked(decision: Decision) {
 *   if (decision.blocked) throw new FingerprintDeniedException(decision, problemResponse(decision));
 * }
 * ```
 */
export class FingerprintDeniedException extends HttpException {
  /** The extensions of a GraphQL error, in addition to the message. */
  readonly extensions: Pick<ProblemDetails, 'code' | 'decisionId' | 'retry'>;

  /**
   * @param decision The decision that blocks it. For the server's log: rules and signals are not for the client.
   * @param problem The answer to the client: status, which `onBlocked` may have set, headers and problem details.
   */
  constructor(
    readonly decision: Decision,
    readonly problem: ProblemWithStatus,
  ) {
    super({ ...problem.body }, problem.status);
    const { title, code, decisionId, retry } = problem.body;
    this.message = title;
    this.extensions = { code, decisionId, ...(retry ? { retry } : {}) };
    Object.defineProperty(this, DENIED, { value: true });
  }
}

/**
 * True for the exception of this or another copy of this package, ESM or CommonJS.
 * @example
 * ```ts
 * import { isFingerprintDenied } from '@fingerprint-guard/nest';
 * import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
 * import { tap } from 'rxjs';
 *
 * export class DenialLog implements NestInterceptor {
 *   intercept(_context: ExecutionContext, next: CallHandler) {
 *     const error = (thrown: unknown) => {
 *       if (isFingerprintDenied(thrown)) console.warn(thrown.decision.id);
 *     };
 *     return next.handle().pipe(tap({ error }));
 *   }
 * }
 * ```
 */
export function isFingerprintDenied(value: unknown): value is FingerprintDeniedException {
  return value instanceof Error && Object.hasOwn(value, DENIED);
}
