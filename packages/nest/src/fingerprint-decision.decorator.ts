import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { attachedDecision } from './attached-decision.js';

/**
 * The decision that the guard or the middleware attached to the request; `undefined` where none did. In a resolver, that
 * of its own field first, then of the fields around it. A value that a client or another library put at
 * `request.fingerprint` never gets here.
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
export const FingerprintDecision: () => ParameterDecorator = createParamDecorator(
  (_: unknown, context: ExecutionContext) => attachedDecision(context),
);
