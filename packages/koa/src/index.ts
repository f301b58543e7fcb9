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
    /** What the guard thinks of this request. Set by the server, whatever the client sent. */
    fingerprint?: Decision;
  }
}
