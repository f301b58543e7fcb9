export { type CheckActionOptions, type CheckedAction, checkAction } from './check-action.js';
export {
  type FingerprintProxy,
  type FingerprintProxyOptions,
  fingerprintProxy,
} from './fingerprint-proxy.js';
export type { GuardSource } from './guard-source.js';
export type { WithFingerprintOptions } from './options.js';
export type { ProxyMatcher } from './proxy-matcher.js';
export { shareGuard } from './share-guard.js';
export {
  type FingerprintContext,
  type GuardHandler,
  type RouteParams,
  type SkippableContext,
  withFingerprint,
} from './with-fingerprint.js';
