import type { Decision } from '@fingerprint-guard/core/fetch';

export {
  checkField,
  type FingerprintOptions,
  fingerprint,
  type RequireFingerprintOptions,
  requireEdge,
  requireFingerprint,
} from './middleware.js';
export { fingerprintWebhook } from './webhook.js';

declare module 'hono' {
  interface ContextVariableMap {
    /** The guard's decision on this request. Set by the server, whatever the client sent. */
    fingerprint: Decision | undefined;
  }
}
