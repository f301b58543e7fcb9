import type { BlockedOptions } from '../decision/blocked.js';
import type { Decision } from '../decision/decision.js';
import type { DoctorFinding } from '../doctor/finding.js';
import type { WaitUntil } from '../lib/wait-until.js';
import type { GuardPolicies } from '../policy/policy-book.js';
import type { PolicyConfig } from '../policy/policy-config.js';
import type { IncomingRequest } from '../request/incoming-request.js';
import type { ServerApi } from '../server-api/server-api.js';
import type { WebhookReceiver, WebhookReceiverOptions } from '../webhook/receiver.js';

/** Options of a single check. The defaults are those of a route that requires the check. */
export interface CheckOptions extends BlockedOptions {
  /** Consume the ID. With `false` it is not consumed, and `reused` stays unknown. @defaultValue `true` */
  claim?: boolean | undefined;
  /**
   * The object that identifies the request: checks with the same object share their event, their lookup and their
   * claim.
   */
  native?: object | undefined;
  /**
   * The framework's own request, as the application's functions (`linkedId`, `clientIp`, `eventFrom`, `geo`) receive
   * it, for frameworks in which another object identifies a request.
   * @defaultValue `native`
   */
  context?: object | undefined;
  /**
   * The part of the request to check, if each part needs its own event: a mutation field of a GraphQL request.
   * The request's claim serves one claimant; to a second one with the same ID, `reused` is `true`. Checks of the same
   * claimant and checks without one share the claim.
   */
  claimant?: object | undefined;
  /** The framework trusts every forwarding header, so its client address may be forged. */
  trustsAnyProxy?: boolean | undefined;
  /**
   * True once the client no longer waits for the answer: it closed its connection. Undefined if that is unknown. Called
   * before the lookup, and once more before the verdict.
   */
  isGone?: (() => boolean | undefined) | undefined;
  /**
   * Reads the body of a request that has none yet. Not called if the headers, query or cookies contain the event ID and
   * nothing in the guard's configuration may read the body. If it rejects, the check rejects.
   */
  readBody?: (() => Promise<unknown>) | undefined;
  /**
   * Receives the work that may outlast the decision: the hook `onDecision`, and writes to the event cache. For runtimes
   * that stop a request's work once it is answered, such as Workers.
   */
  waitUntil?: WaitUntil | undefined;
}

/**
 * Options of a single check of a request without an event. The defaults are those of a route that requires the check.
 */
export type CheckEdgeOptions = Omit<CheckOptions, 'claim' | 'claimant' | 'readBody'>;

/** The fraud check of one application, configured once. */
export interface FingerprintGuard {
  /**
   * Judges one request. Nothing from the client is trusted except its event ID: an ID is verified against the Server
   * API, a sealed result is opened with the guard's own keys. A failing service is not an error: the policy's rules
   * decide what follows. A bug is an error, such as a `TypeError` thrown by a `fetch` that the application passed.
   * @param policy A policy's name, or a policy; without one, the one that `policyFor` names, else the guard's `policy`.
   * @throws FingerprintError `ERR_FP_UNKNOWN_POLICY`, `ERR_FP_POLICY`, `ERR_FP_OPTION` for something other than a request (such
   * as a fetch `Request`, which `fromFetchRequest` translates) or a wrong option, or `ERR_FP_CLOSED` after `close()`.
   */
  check(request: IncomingRequest, policy?: string | PolicyConfig, options?: CheckOptions): Promise<Decision>;
  /**
   * Judges one request by its own headers and address, without an event of a page: for APIs, and for pages that agents
   * read. The Server API analyses it (v4, in public preview), one call per request, with a separate budget and circuit
   * breaker; nothing is cached, retried or consumed.
   *
   * The decision's `reference` is `edge`. Rules about the event of a page (its use, its origin, its visitor, its
   * browser) are unknown, and `missing-event` does not match. **Its result never replaces an event**: a route that
   * requires one still needs it. What the client causes itself, by headers that the API rejects or an unknown address,
   * is `malformed`. Values of headers with secrets are blanked before they leave this server, and the query of the URL
   * is not sent.
   * @param policy A policy's name, or a policy; without one, the one that `policyFor` names, else the guard's `policy`.
   * @throws FingerprintError as `check` does; `ERR_FP_OPTION` without an `apiKey`, and `ERR_FP_UNSUPPORTED` with an
   * `apiVersion` other than v4.
   */
  checkEdge(
    request: IncomingRequest,
    policy?: string | PolicyConfig,
    options?: CheckEdgeOptions,
  ): Promise<Decision>;
  /**
   * Checks that a policy exists and has no issues, so that a route fails at start-up; `setPolicies` cannot remove the
   * policy afterwards.
   * @param how With `edge: true`, for a route that uses `checkEdge`: also checks that this guard can do that.
   * @throws FingerprintError `ERR_FP_UNKNOWN_POLICY` or `ERR_FP_POLICY`; with `edge`, `ERR_FP_OPTION` without an
   * `apiKey`, and `ERR_FP_UNSUPPORTED` with an `apiVersion` other than v4.
   */
  requirePolicy(policy: string | PolicyConfig | undefined, how?: { edge?: boolean | undefined }): void;
  /**
   * Replaces the guard's policies without a restart: all of them are validated, then they change at once. A check under
   * way keeps the policy that it started with. Omitted options stay; `policies` replaces all named ones, so a policy
   * that it omits is gone. `doctor()` reports on the new policies.
   * @example
   * ```ts
   * guard.setPolicies({ policies: { login: { extends: 'strict' } } });
   * ```
   * @throws FingerprintError `ERR_FP_POLICY` for issues in a policy, `ERR_FP_UNKNOWN_POLICY` if a name is missing that
   * a route or `shadow` names, `ERR_FP_OPTION` for anything but policies, `ERR_FP_CLOSED` after `close()`. The policies
   * then stay as they are.
   */
  setPolicies(policies: GuardPolicies): void;
  /**
   * The Server API with this guard's own account, connections and `deadlineMs`: searches, histories, deletions. Its
   * calls are not lookups: they use none of the budget and are not retried. Closing it leaves the guard working;
   * closing the guard closes it. Without an `apiKey` every call rejects with `ERR_FP_OPTION`.
   */
  readonly api: ServerApi;
  /**
   * Builds a receiver of webhooks: a delivery that is signed with one of the secrets puts its event into the cache that
   * lookups use, so that a check of it costs no call. The adapters' receivers are built on it.
   * @throws FingerprintError `ERR_FP_OPTION` without a secret, with `cache: false` and without an `apiKey`: nothing
   * would be found; `ERR_FP_UNSUPPORTED` with `apiVersion: '2019'`, which has no webhooks.
   */
  createWebhookReceiver(options: WebhookReceiverOptions): WebhookReceiver;
  /**
   * Reports what this configuration can never evaluate, or what would cause trouble in production, each with a code and
   * advice; empty if all is well. Warnings are also logged, once, when the guard is created. Only the guard's own
   * policies are examined, not inline ones; a framework that trusts every proxy is found with its first request, and
   * client addresses that are never known after twenty.
   */
  doctor(): readonly DoctorFinding[];
  /**
   * Opens connections to the Server API ahead of the first check, which then takes one round trip; call it when the
   * application starts. No request is sent. Resolves when the connections are open or cannot be opened, at the latest after
   * `deadlineMs`; never rejects. Does nothing without an `apiKey`, over a `dispatcher` or a `fetch`, and after `close()`.
   */
  warmUp(): Promise<void>;
  /**
   * Closes the guard's own connections once the lookups and calls under way are done; later ones reject. Idempotent.
   */
  close(): Promise<void>;
}

const BRAND = Symbol.for('fingerprint-guard.guard');

/**
 * True for a guard of this or another copy of the library.
 * @example
 * ```ts
 * import { createFingerprintGuard, type FingerprintGuardOptions, isFingerprintGuard } from '@fingerprint-guard/core';
 *
 * const guardOf = (given: unknown) =>
 *   isFingerprintGuard(given) ? given : createFingerprintGuard(given as FingerprintGuardOptions);
 * ```
 */
export function isFingerprintGuard(value: unknown): value is FingerprintGuard {
  return value !== null && typeof value === 'object' && Object.hasOwn(value, BRAND);
}

/**
 * Makes a guard from its parts: a frozen copy that adapters accept as a guard. For custom guards, such as a stub.
 * @example
 * ```ts
 * import { defineFingerprintGuard } from '@fingerprint-guard/core';
 *
 * const timed = defineFingerprintGuard({
 *   ...guard,
 *   async check(request, policy, options) {
 *     console.time('check');
 *     return guard.check(request, policy, options).finally(() => console.timeEnd('check'));
 *   },
 * });
 * ```
 */
export function defineFingerprintGuard(parts: FingerprintGuard): FingerprintGuard {
  return Object.freeze(Object.defineProperty({ ...parts }, BRAND, { value: true }));
}
