export { type Adapter, type Blocked, createAdapter, type Framework } from './adapter/adapter.js';
export { isClientGone, mayHaveStreamBody, type NodeRequest, socketAddress } from './adapter/connection.js';
export {
  bodyTypeOf,
  formFields,
  fromFetchRequest,
  hasFetchBody,
  isUnreadableBody,
  readFetchBody,
} from './adapter/fetch-request.js';
export {
  type BlockedField,
  type CheckField,
  createFieldCheck,
  type FieldCheck,
  type FieldInfo,
  type FieldOptions,
} from './adapter/field-check.js';
export { isSkipped } from './adapter/is-skipped.js';
export { namingPlace } from './adapter/naming-place.js';
export { placeDecision } from './adapter/place-decision.js';
export {
  type BodyOptions,
  checkBodyOptions,
  type OwnOptions,
  type Requirement,
  type RequireOptions,
  type RouteRequirement,
  readEdgeRequirement,
  readRequirement,
  type Skip,
} from './adapter/requirement.js';
export { refuseUncalled } from './adapter/uncalled.js';
export { withoutAwaiting } from './adapter/without-awaiting.js';
export { type BlockedOptions, isBlocked } from './decision/blocked.js';
export type {
  Action,
  Decision,
  DecisionSource,
  /** @deprecated Use {@link DecisionSource}. */
  DecisionSource as EventSource,
  Reason,
  ShadowDecision,
} from './decision/decision.js';
export { createDecisionLog, type DecisionLogOptions } from './decision/decision-log.js';
export {
  type DecisionRecord,
  decisionRecord,
  type RecordedError,
  type RecordOptions,
} from './decision/decision-record.js';
export { type DecisionRequest, describeRequest } from './decision/decision-request.js';
export { evaluatePolicy } from './decision/evaluate.js';
export type { Evidence, RecordedEvent } from './decision/evidence.js';
export {
  type ProblemDetails,
  type ProblemResponse,
  type ProblemWithStatus,
  problemResponse,
  withStatus,
} from './decision/problem-details.js';
export type { DoctorCode, DoctorFinding } from './doctor/finding.js';
export type { BotCategory, BotConfidence, BotIdentity, BotInfo } from './event/bot-info.js';
export type {
  DeviceDetails,
  EventAddress,
  FingerprintEvent,
  Proximity,
  Velocity,
  VelocityCounts,
  VelocityName,
  VpnMethods,
} from './event/fingerprint-event.js';
export type { ApiVersion } from './event/generation.js';
export type { EventLabel } from './event/labels.js';
export type { LookupCause, LookupOutcome } from './event/lookup-result.js';
export { normalizeEvent } from './event/normalize-event.js';
export {
  type CheckEdgeOptions,
  type CheckOptions,
  defineFingerprintGuard,
  type FingerprintGuard,
  isFingerprintGuard,
} from './guard/fingerprint-guard.js';
export { createFingerprintGuard, createServerApi, toGuard } from './guard/on-node.js';
export { awaitBody } from './lib/await-body.js';
export { FingerprintError, type FingerprintErrorCode, isFingerprintError } from './lib/errors.js';
export type { WaitUntil } from './lib/wait-until.js';
export type { Logger } from './lib/warnings.js';
export type {
  GeoLocation,
  /** @deprecated Use {@link GeoLocation}. */
  GeoLocation as Location,
} from './location/geo-location.js';
export type { LocationProvider, LocationRequest } from './location/location-provider.js';
export type { FingerprintGuardOptions, LinkedIdOption, PolicyForOption } from './options.js';
export type { AllowedAgent } from './policy/allowed-agents.js';
export type { Condition } from './policy/condition.js';
export {
  type ExplainedPolicy,
  type ExplainedRule,
  explainPolicy,
  type SettingSource,
} from './policy/explain.js';
export type { ActiveLevel, Level, Mode } from './policy/level.js';
export type { Equality, Operators, Scalar } from './policy/operators.js';
export { definePolicy, type Policy } from './policy/policy.js';
export type { GuardPolicies, ShadowOption } from './policy/policy-book.js';
export type {
  CommonRuleOptions,
  CustomRuleOptions,
  /** @deprecated Use {@link CustomRuleOptions}. */
  CustomRuleOptions as OwnRuleOptions,
  PolicyConfig,
  PresetName,
  RuleName,
  RuleOptions,
  RuleSetting,
  RuleSettings,
} from './policy/policy-config.js';
export { policyNameIssue } from './policy/policy-name.js';
export type { ClientIpOption } from './request/client-ip.js';
export type { EventPlace } from './request/event-place.js';
export type { EventFrom } from './request/event-reference.js';
export type { HopsHeader } from './request/forwarded.js';
export {
  createHeaderLocationProvider,
  type HeaderLocationProviderOptions,
  type LocatingPlatform,
} from './request/header-location.js';
export type { IncomingHeaders, IncomingRequest } from './request/incoming-request.js';
export type { Platform } from './request/platforms.js';
export {
  type AddressSource,
  expressTrustsAnyProxy,
  /** @deprecated Use {@link expressTrustsAnyProxy}. */
  expressTrustsAnyProxy as expressBelievesAnyProxy,
  fastifyTrustsAnyProxy,
  /** @deprecated Use {@link fastifyTrustsAnyProxy}. */
  fastifyTrustsAnyProxy as fastifyBelievesAnyProxy,
  koaTrustsAnyProxy,
  /** @deprecated Use {@link koaTrustsAnyProxy}. */
  koaTrustsAnyProxy as koaBelievesAnyProxy,
  trustsAnyProxy,
  /** @deprecated Use {@link trustsAnyProxy}. */
  trustsAnyProxy as believesAnyProxy,
} from './request/proxy-trust.js';
export { unsealEvent } from './sealed/unseal.js';
export type { AccountOptions, Region } from './server-api/account-options.js';
export type { Auth } from './server-api/authentication.js';
export type {
  EventPage,
  EventPatch,
  GetEventOptions,
  RelatedVisitors,
  VisitorHistory,
} from './server-api/client.js';
export type { ConnectionsOption } from './server-api/connections-option.js';
export type { ServerApiOptions } from './server-api/create-client.js';
export type { EdgeHeader, EdgeRequest } from './server-api/edge.js';
export type { EventFilter, FilterValue, HistoryFilter } from './server-api/filter.js';
export type { CallOptions, SearchEvents, ServerApi } from './server-api/server-api.js';
export { eventSignals } from './signals/event-signals.js';
export type { IpMatch } from './signals/ip-match.js';
export { type SignalType, signalType } from './signals/signal-type.js';
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
export type {
  BudgetReport,
  BudgetShare,
  SharedBudget,
  SharedTurn,
  TurnRequest,
} from './stores/shared-budget.js';
export type { WebhookAnswer, WebhookOutcome } from './webhook/answer.js';
export { type BodyStream, type NativeDelivery, receiveNative } from './webhook/raw-body.js';
export type { WebhookReceiver, WebhookReceiverOptions } from './webhook/receiver.js';
export type { WebhookDelivery } from './webhook/signature.js';
export { verifyWebhook } from './webhook/verify.js';
