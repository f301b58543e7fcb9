import type { Decision } from '@fingerprint-guard/core';
import type { FingerprintRouteConfig } from './route-config.js';

export type { BlockedContext, RequireFingerprintOptions } from './adapter.js';
export { checkField } from './check-field.js';
export { type FingerprintPluginOptions, fingerprint } from './plugin.js';
export { type FingerprintHook, requireEdge, requireFingerprint } from './require-fingerprint.js';
export type { FingerprintRouteConfig } from './route-config.js';
export { type FingerprintWebhookOptions, fingerprintWebhook } from './webhook.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The guard's decision on this request. Set by the server, whatever the client sent. */
    fingerprint?: Decision | undefined;
  }
  interface FastifyContextConfig {
    /** The route's requirement, if the plugin `fingerprint` is registered. */
    fingerprint?: FingerprintRouteConfig;
  }
}
