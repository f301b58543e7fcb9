/**
 * Every code of a finding.
 *
 * - `FP_DOCTOR_NO_GEO`: rules of a policy can never be evaluated without the guard's `geo`.
 * - `FP_DOCTOR_NO_ORIGINS`: the same without `origins`.
 * - `FP_DOCTOR_NO_LINKED_ID`: the same without `linkedId`.
 * - `FP_DOCTOR_NO_ENVIRONMENT_ID`: the same without `environmentId`.
 * - `FP_DOCTOR_NO_API_KEY`: the same without an `apiKey`, as for a visitor's history.
 * - `FP_DOCTOR_API_VERSION`: the same, because events of this `apiVersion` lack what the rules read.
 * - `FP_DOCTOR_STALE_EVENTS`: a policy does not deny stale events, so an old ID can be used again.
 * - `FP_DOCTOR_MONITOR`: a policy in the mode `monitor` blocks nothing.
 * - `FP_DOCTOR_OBSERVE_ALL`: no rule of a policy blocks a request.
 * - `FP_DOCTOR_EVENT_NOT_REQUIRED`: a request without a usable event passes a policy.
 * - `FP_DOCTOR_CLIENT_FAILURES`: a client that causes a failure passes a policy.
 * - `FP_DOCTOR_REUSED_EVENTS`: a policy lets all or some visitors use an event again.
 * - `FP_DOCTOR_LOST_OPTIONS`: a policy inherits a stricter option of a rule, and falls back to the default.
 * - `FP_DOCTOR_MEMORY_REPLAY_STORE`: used IDs are remembered by this process or this guard alone, and there are others.
 * - `FP_DOCTOR_NO_CACHE`: events are not cached, so every check is a call.
 * - `FP_DOCTOR_LOOPBACK_API`: a local API in production.
 * - `FP_DOCTOR_NO_CLIENT_ADDRESS`: the addresses of the first 20 requests were unknown.
 * - `ERR_FP_PROXY_TRUST`: forwarding headers are trusted, whoever sent them.
 * @internal
 */
export const DOCTOR_CODES = [
  'FP_DOCTOR_NO_GEO',
  'FP_DOCTOR_NO_ORIGINS',
  'FP_DOCTOR_NO_LINKED_ID',
  'FP_DOCTOR_NO_ENVIRONMENT_ID',
  'FP_DOCTOR_NO_API_KEY',
  'FP_DOCTOR_API_VERSION',
  'FP_DOCTOR_STALE_EVENTS',
  'FP_DOCTOR_MONITOR',
  'FP_DOCTOR_OBSERVE_ALL',
  'FP_DOCTOR_EVENT_NOT_REQUIRED',
  'FP_DOCTOR_CLIENT_FAILURES',
  'FP_DOCTOR_REUSED_EVENTS',
  'FP_DOCTOR_LOST_OPTIONS',
  'FP_DOCTOR_MEMORY_REPLAY_STORE',
  'FP_DOCTOR_NO_CACHE',
  'FP_DOCTOR_LOOPBACK_API',
  'FP_DOCTOR_NO_CLIENT_ADDRESS',
  'ERR_FP_PROXY_TRUST',
] as const;

/** The code of a finding; the documents have a section about each. */
export type DoctorCode = (typeof DOCTOR_CODES)[number];

/** One thing that a guard's configuration can never do, or that would cause trouble in production. */
export interface DoctorFinding {
  /** Identifies the finding and its section in the documents; stable. */
  readonly code: DoctorCode;
  /** `warning`: also logged, once; `info`: may be intended. */
  readonly severity: 'warning' | 'info';
  /** The problem. */
  readonly message: string;
  /** The solution. */
  readonly advice: string;
  /** The rules that the finding is about, each with its policy; empty if it is about the guard. */
  readonly rules: readonly { readonly policy: string; readonly rule: string }[];
}
