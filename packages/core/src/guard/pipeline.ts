import type { Decision } from '../decision/decision.js';
import type { Doctor } from '../doctor/doctor.js';
import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { Deadline } from '../lib/deadline.js';
import type { LookupRequest } from '../lookup/lookup.js';
import type { GuardPolicies, NamedPolicy } from '../policy/policy-book.js';
import type { PolicyConfig } from '../policy/policy-config.js';
import type { IncomingRequest } from '../request/incoming-request.js';
import type { ServerApi } from '../server-api/server-api.js';
import type { Claimed, FetchedHistory, Located, SignalSources } from '../signals/collect.js';
import type { SignalName, Signals } from '../signals/signals.js';
import type { WebhookReceiver, WebhookReceiverOptions } from '../webhook/receiver.js';
import type { Admission } from './admission.js';
import type { RequestMemo, ResolvedEvent } from './request-memo.js';

/** A request that is checked, as the functions of the application are given it. */
export interface CheckedRequest {
  request: IncomingRequest;
  /** The framework's own request; undefined if the check was given none. */
  context: object | undefined;
}

/** What the steps after the event may use. */
export interface StepInput extends CheckedRequest {
  /** What the request has learnt in an earlier check of it. */
  memo: RequestMemo;
  clientIp: string | undefined;
  /** Undefined if there is none to judge. */
  event: FingerprintEvent | undefined;
  /** What the policy reads: what it does not read is not gathered. */
  reads: ReadonlySet<SignalName | 'event'>;
  /** That of the whole check, which the lookup may have used up. */
  deadline: Deadline;
}

/** The steps of a check, in their order, and what a guard is made of beside them. */
export interface Pipeline {
  /**
   * Finds the policy of a check: by name, inline, as `policyFor` says, or the default. The check keeps it, whatever becomes
   * of the guard's policies meanwhile.
   * @throws FingerprintError `ERR_FP_UNKNOWN_POLICY` or `ERR_FP_POLICY`; whatever `policyFor` throws.
   */
  choosePolicy(
    policy: string | PolicyConfig | undefined,
    request: IncomingRequest,
    context: object | undefined,
  ): NamedPolicy;
  /** Adds the body to a request, if something may need it. Rejects as the reader does. */
  withBody(request: IncomingRequest, readBody: () => Promise<unknown>): Promise<IncomingRequest>;
  /** Reads the client's address as `clientIp` says; undefined if it is not known. */
  readClientIp(checked: CheckedRequest): string | undefined;
  /** Obtains the event that the client named: out of its sealed result, or by its id. Rejects only as `Lookup` does. */
  resolveEvent(checked: CheckedRequest, lookupRequest: LookupRequest): Promise<ResolvedEvent>;
  /**
   * Has the request itself analysed by the API, in place of an event that a page made. Rejects only as `Lookup` does, and with
   * FingerprintError `ERR_FP_OPTION` without an API key.
   */
  analyzeEdge(checked: CheckedRequest, lookupRequest: LookupRequest): Promise<ResolvedEvent>;
  /** Hints in the log at a body parser that is missing or runs too late. */
  hintUnparsedBody(request: IncomingRequest): void;
  /** Asks `geo` where the client is, if the policy reads it and the addresses alone do not tell. Never rejects. */
  locateClient(input: StepInput): Promise<Located>;
  /** Fetches when and where the visitor was seen before, if the policy reads it. Rejects only as `Lookup` does. */
  fetchHistory(input: StepInput): Promise<FetchedHistory>;
  /** Compares the event's linked id with the one that `linkedId` expects, if the policy reads it. */
  matchLinkedId(input: StepInput): boolean | undefined;
  /** Lays out the signals of what has been learnt. */
  collectSignals(sources: SignalSources, claimed: Claimed): Signals;
  /** The id that a check uses up; undefined if there is none to use up. */
  claimedId(resolved: ResolvedEvent): string | undefined;
  /** Uses an id up for a policy, once for each request and for one claimant of it. Never rejects. */
  claimEvent(
    memo: RequestMemo,
    id: string,
    policy: NamedPolicy,
    claimant: object | undefined,
  ): Promise<Claimed>;
  /**
   * Tells the hook `onDecision`, and the log what fails open. Never throws.
   * @param storeFailure Why the replay store did not answer, if it did not.
   */
  recordDecision(decision: Decision, storeFailure?: unknown): void;

  /** The guard's clock, ms since 1970. */
  now(): number;
  /** Starts the time of a check. */
  startDeadline(): Deadline;
  /** Admits no more checks than this process can judge in time. */
  admission: Admission;
  /**
   * Makes sure that a policy exists, and that it stays.
   * @throws FingerprintError `ERR_FP_UNKNOWN_POLICY` or `ERR_FP_POLICY`.
   */
  requirePolicy(policy: string | PolicyConfig | undefined): void;
  /**
   * Puts other policies in place, all at once or not at all.
   * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`.
   */
  setPolicies(policies: GuardPolicies): void;
  /** What the configuration can never judge, or would regret. */
  doctor: Doctor;
  /** The Server API over the guard's connections. */
  api: ServerApi;
  /** @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_UNSUPPORTED`. */
  createWebhookReceiver(options: WebhookReceiverOptions): WebhookReceiver;
  /** Ends the guard's connections when what is under way is done. */
  close(): Promise<void>;
}
