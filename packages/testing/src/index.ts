export {
  comparePolicies,
  type PolicyChange,
  type PolicyComparison,
} from './compare-policies.js';
export { adapterConformance } from './conformance.js';
export type { AppSpec, ConformanceTarget, RouteSpec, RunningApp } from './harness.js';
export { listen } from './listen.js';
export type { Runner } from './runner.js';
export {
  type OpenStore,
  type ReplayStoreTarget,
  replayStoreConformance,
} from './stores/replay-store-conformance.js';
export { type GuardDecidingOptions, guardDeciding } from './stub/guard-deciding.js';
export type { StubbedDecision, StubbedReason, StubbedVerdict } from './stub/stubbed-decision.js';
export { fingerprintEvent } from './visits/event.js';
export type { Overrides } from './visits/overrides.js';
export { fingerprintVisit, type Visit, type VisitOverrides } from './visits/visit.js';
export type { WebhookAppSpec, WebhookTarget } from './webhooks/harness.js';
export { webhookConformance } from './webhooks/webhook-conformance.js';
