import type { Decision } from '@fingerprint-guard/core';

export { FingerprintGuard } from './fingerprint.guard.js';
export { FingerprintMiddleware } from './fingerprint.middleware.js';
export { FingerprintModule } from './fingerprint.module.js';
export { FingerprintService } from './fingerprint.service.js';
export { FingerprintDecision } from './fingerprint-decision.decorator.js';
export { FingerprintDeniedException, isFingerprintDenied } from './fingerprint-denied.exception.js';
export { FingerprintDeniedFilter } from './fingerprint-denied.filter.js';
export type {
  FingerprintModuleAsyncOptions,
  FingerprintModuleOptions,
  FingerprintOptionsFactory,
} from './fingerprint-module-options.js';
export { FingerprintWebhookException } from './fingerprint-webhook.exception.js';
export type { NativeRequest, WithFingerprint } from './native-request.js';
export { RequireEdge } from './require-edge.decorator.js';
export { RequireFingerprint } from './require-fingerprint.decorator.js';
export type { RequireFingerprintOptions, Requirement, SkipRequest } from './requirement.js';
export { SkipFingerprint } from './skip-fingerprint.decorator.js';
export { FINGERPRINT_GUARD } from './tokens.js';
export type { FingerprintWebhookReceiver } from './webhook-receiver.js';

declare global {
  namespace Express {
    interface Request {
      /** The guard's decision on this request. Set by the server, whatever the client sent. */
      fingerprint?: Decision;
    }
  }
}
