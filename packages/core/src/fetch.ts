/*
 * The entry for runtimes that have only `fetch` and Web Crypto: nothing here reaches undici or a module of Node.
 * `receiveNative`, `unsealEvent` and `verifyWebhook`, which are synchronous or about Node's streams, are on the main
 * entry alone; a guard opens sealed results and verifies webhooks all the same.
 */
export { createAdapter } from './adapter/adapter.js';
export { isClientGone, mayHaveStreamBody, socketAddress } from './adapter/connection.js';
export {
  bodyTypeOf,
  formFields,
  fromFetchRequest,
  hasFetchBody,
  isUnreadableBody,
  readFetchBody,
} from './adapter/fetch-request.js';
export { createFieldCheck } from './adapter/field-check.js';
export { isSkipped } from './adapter/is-skipped.js';
export { namingPlace } from './adapter/naming-place.js';
export { placeDecision } from './adapter/place-decision.js';
export { checkBodyOptions, readEdgeRequirement, readRequirement } from './adapter/requirement.js';
export { refuseUncalled } from './adapter/uncalled.js';
export { withoutAwaiting } from './adapter/without-awaiting.js';
export { isBlocked } from './decision/blocked.js';
export { createDecisionLog } from './decision/decision-log.js';
export { decisionRecord } from './decision/decision-record.js';
export { describeRequest } from './decision/decision-request.js';
export { evaluatePolicy } from './decision/evaluate.js';
export { problemResponse, withStatus } from './decision/problem-details.js';
export { normalizeEvent } from './event/normalize-event.js';
export { defineFingerprintGuard, isFingerprintGuard } from './guard/fingerprint-guard.js';
export { createFingerprintGuard, createServerApi, toGuard } from './guard/on-fetch.js';
export type * from './index.js';
export { awaitBody } from './lib/await-body.js';
export { FingerprintError, isFingerprintError } from './lib/errors.js';
export { explainPolicy } from './policy/explain.js';
export { definePolicy } from './policy/policy.js';
export { policyNameIssue } from './policy/policy-name.js';
export { createHeaderLocationProvider } from './request/header-location.js';
export {
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
export { eventSignals } from './signals/event-signals.js';
export { signalType } from './signals/signal-type.js';
export { createMemoryEventCache } from './stores/event-cache.js';
export { createMemoryReplayStore } from './stores/replay-store.js';
export { type FetchDelivery, receiveFetch } from './webhook/fetch-body.js';
