import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { attachedDecision } from './adapter.js';
import type { NativeRequest } from './native-request.js';

/**
 * The decision that the guard or the middleware attached to the request; `undefined` where none did. A value that a
 * client or another library put at `request.fingerprint` never gets here.
 */
export const FingerprintDecision: () => ParameterDecorator = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    attachedDecision(context.switchToHttp().getRequest<NativeRequest | undefined>()),
);
