export { adapterConformance } from './conformance.js';
export type { AppSpec, ConformanceTarget, RouteSpec, RunningApp } from './harness.js';
export { listen } from './listen.js';
export type { Runner } from './runner.js';
export {
  type OpenStore,
  type ReplayStoreTarget,
  replayStoreConformance,
} from './stores/replay-store-conformance.js';
export type { WebhookAppSpec, WebhookTarget } from './webhooks/harness.js';
export { webhookConformance } from './webhooks/webhook-conformance.js';
