export { type Adapter, type Blocked, createAdapter, type Framework } from './adapter.js';
export { type BlockedOptions, isBlocked } from './decision/blocked.js';
export type { Action, Decision, EventSource, Reason } from './decision/decision.js';
export { type Evidence, evaluatePolicy } from './decision/evaluate.js';
export { type ProblemDetails, type ProblemResponse, problemResponse } from './decision/problem-details.js';
export type { DoctorCode, DoctorFinding } from './doctor/finding.js';
export { FingerprintError, type FingerprintErrorCode, isFingerprintError } from './errors.js';
export type {
  EventAddress,
  FingerprintEvent,
  VelocityCounts,
  VelocityName,
  VpnMethods,
} from './event/fingerprint-event.js';
export { normalizeEvent } from './event/normalize-event.js';
export { unsealEvent } from './event/unseal.js';
export { verifyWebhook } from './event/webhook.js';
export type { WebhookDelivery } from './event/webhook-signature.js';
export {
  type CheckOptions,
  defineFingerprintGuard,
  type FingerprintGuard,
  isFingerprintGuard,
} from './fingerprint-guard.js';
export type { LinkedIdOption } from './linked-id.js';
export type { Location } from './location/location.js';
export type { LocationProvider, LocationRequest } from './location/location-provider.js';
export type { Logger } from './observe/warnings.js';
export { createFingerprintGuard, createServerApi, toGuard } from './on-node.js';
export type { FingerprintGuardOptions } from './options.js';
export type { Condition } from './policy/condition.js';
export {
  type ExplainedPolicy,
  type ExplainedRule,
  explainPolicy,
  type SettingSource,
} from './policy/explain.js';
export type { ActiveLevel, Level, Mode } from './policy/level.js';
export type { Operators, Scalar } from './policy/operators.js';
export { definePolicy, type Policy } from './policy/policy.js';
export type {
  CommonRuleOptions,
  OwnRuleOptions,
  PolicyConfig,
  PresetName,
  RuleName,
  RuleOptions,
  RuleSetting,
  RuleSettings,
} from './policy/policy-config.js';
export type { ClientIpOption } from './request/client-ip.js';
export type { EventPlace } from './request/event-place.js';
export type { EventFrom } from './request/event-reference.js';
export {
  createHeaderLocationProvider,
  type HeaderLocationProviderOptions,
  type LocatingPlatform,
} from './request/header-location.js';
export type { IncomingHeaders, IncomingRequest } from './request/incoming-request.js';
export type { Platform } from './request/platforms.js';
export { type AddressSource, believesAnyProxy } from './request/proxy-trust.js';
export { type Requirement, type RequireOptions, readRequirement, type Skip } from './requirement.js';
export type { AccountOptions } from './server-api/account-options.js';
export type { ApiVersion, Auth } from './server-api/authentication.js';
export type {
  EventPage,
  EventPatch,
  GetEventOptions,
  RelatedVisitors,
  VisitorHistory,
} from './server-api/client.js';
export type { ServerApiOptions } from './server-api/create-client.js';
export type { EventFilter, FilterValue, HistoryFilter } from './server-api/filter.js';
export type { LookupCause, LookupOutcome } from './server-api/lookup-result.js';
export type { Region } from './server-api/region.js';
export type { CallOptions, SearchEvents, ServerApi } from './server-api/server-api.js';
export { eventSignals } from './signals/event-signals.js';
export type { IpMatch } from './signals/ip-match.js';
export type { SignalName, Signals } from './signals/signals.js';
export {
  createMemoryEventCache,
  type EventCache,
  type MemoryEventCacheOptions,
} from './stores/event-cache.js';
export {
  createMemoryReplayStore,
  type MemoryReplayStoreOptions,
  type ReplayStore,
} from './stores/replay-store.js';
export type { WebhookAnswer, WebhookOutcome } from './webhook/answer.js';
export { type BodyStream, type NativeDelivery, receiveNative } from './webhook/raw-body.js';
export type { WebhookReceiver, WebhookReceiverOptions } from './webhook/receiver.js';
