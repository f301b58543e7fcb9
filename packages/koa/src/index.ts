import type { Decision } from '@fingerprint-guard/core';

export {
  checkField,
  fingerprint,
  type RequireFingerprintOptions,
  requireEdge,
  requireFingerprint,
} from './middleware.js';
export { fingerprintWebhook } from './webhook.js';

declare module 'koa' {
  interface DefaultState {
    /** The guard's decision on this request. Set by the server, whatever the client sent. */
    fingerprint?: Decision;
  }
}
