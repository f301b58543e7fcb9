import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { attachedDecision } from './attached-decision.js';
import { refuseUncalled } from './uncalled.js';

const decorate = createParamDecorator((_: unknown, context: ExecutionContext) => attachedDecision(context));

/**
 * The decision that the guard or the middleware attached to the request; `undefined` where none did. In a resolver, that
 * of its own field first, then of the fields around it. A value that a client or another library put at
 * `request.fingerprint` never gets here.
 * @throws FingerprintError `ERR_FP_OPTION`, at once, where it stands without parentheses.
 * @example
 * ```ts
 * import type { Decision } from '@fingerprint-guard/core';
 * import { FingerprintDecision } from '@fingerprint-guard/nest';
 *
 * export class SessionController {
 *   create(@FingerprintDecision() decision: Decision) {
 *     return { visitorId: decision.signals.visitorId };
 *   }
 * }
 * ```
 */
export function FingerprintDecision(): ParameterDecorator;
export function FingerprintDecision(...args: unknown[]): ParameterDecorator {
  refuseUncalled('FingerprintDecision', args);
  return decorate();
}
