import type { Decision } from '@fingerprint-guard/core';

export {
  type BlockedContext,
  checkField,
  type FingerprintMiddleware,
  fingerprint,
  type RequireFingerprintOptions,
  requireEdge,
  requireFingerprint,
} from './middleware.js';
export { fingerprintWebhook } from './webhook.js';

declare global {
  namespace Express {
    interface Request {
      /** The guard's decision on this request. Set by the server, whatever the client sent. */
      fingerprint?: Decision;
    }
  }
}
