import type { Decision } from '../decision/decision.js';
import type { Doctor } from '../doctor/doctor.js';
import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { Deadline } from '../lib/deadline.js';
import type { WaitUntil } from '../lib/wait-until.js';
import type { LookupRequest } from '../lookup/lookup.js';
import type { GuardPolicies, NamedPolicy } from '../policy/policy-book.js';
import type { PolicyConfig } from '../policy/policy-config.js';
import type { EventReference } from '../request/event-reference.js';
import type { IncomingRequest } from '../request/incoming-request.js';
import type { ServerApi } from '../server-api/server-api.js';
import type { Claimed, FetchedHistory, Located, SignalSources } from '../signals/collect.js';
import type { SignalName, Signals } from '../signals/signals.js';
import type { WebhookReceiver, WebhookReceiverOptions } from '../webhook/receiver.js';
import type { Admission } from './admission.js';
import type { RequestMemo, ResolvedEvent } from './request-memo.js';

/** A request under check, as the application's functions receive it. */
export interface CheckedRequest {
  request: IncomingRequest;
  /** The framework's own request; undefined if the check received none. */
  context: object | undefined;
}

/** Facts about a decision in addition to its own fields. */
interface AroundDecision {
  /** The error of the replay store, if it did not answer. */
  storeFailure?: unknown;
  waitUntil?: WaitUntil | undefined;
}

/** The input of the steps after the event. */
export interface StepInput extends CheckedRequest {
  /** The results of earlier checks of the same request. */
  memo: RequestMemo;
  clientIp: string | undefined;
  /** Undefined if there is no event to judge. */
  event: FingerprintEvent | undefined;
  /** The signals that the policy reads; no others are collected. */
  reads: ReadonlySet<SignalName | 'event'>;
  /** The deadline of the whole check, which the lookup may have used up. */
  deadline: Deadline;
}

/**
 * The steps of a check, in the order in which they first run, and the other parts of a guard. In an editor, "go to
 * implementation" leads from a step to the line of `configure.ts` that builds it, and from there to its file.
 */
export interface Pipeline {
  /** Adds the body to a request, if something may need it. Rejects if the reader does. */
  withBody(request: IncomingRequest, readBody: () => Promise<unknown>): Promise<IncomingRequest>;
  /**
   * Finds the policy of a check: by name, inline, as `policyFor` says, or the default. The check keeps it even if the
   * guard's policies change in the meantime.
   * @throws FingerprintError `ERR_FP_UNKNOWN_POLICY` or `ERR_FP_POLICY`; whatever `policyFor` throws.
   */
  choosePolicy(
    policy: string | PolicyConfig | undefined,
    request: IncomingRequest,
    context: object | undefined,
  ): NamedPolicy;
  /** Reads the client's address as `clientIp` says; undefined if it is unknown. */
  readClientIp(checked: CheckedRequest): string | undefined;
  /** Reads the event ID or sealed result that the client sent. Never rejects. */
  readReference(checked: CheckedRequest): Promise<EventReference>;
  /**
   * Retrieves the event that the client refers to: from its sealed result, or by its ID. Rejects only as `Lookup` does.
   */
  resolveEvent(sent: EventReference, lookupRequest: LookupRequest): Promise<ResolvedEvent>;
  /**
   * Makes the API analyse the request itself, in place of an event that a page made. Rejects only as `Lookup` does, and
   * with FingerprintError `ERR_FP_OPTION` without an API key.
   */
  analyzeEdge(checked: CheckedRequest, lookupRequest: LookupRequest): Promise<ResolvedEvent>;
  /** Hints in the log at a body parser that is missing or runs too late. */
  hintUnparsedBody(request: IncomingRequest): void;
  /**
   * Asks `geo` for the client's location, if the policy reads it and the addresses alone do not determine it. Never
   * rejects.
   */
  locateClient(input: StepInput): Promise<Located>;
  /** Fetches the visitor's earlier times and places, if the policy reads them. Rejects only as `Lookup` does. */
  fetchHistory(input: StepInput): Promise<FetchedHistory>;
  /** Compares the event's linked ID with the one that `linkedId` expects, if the policy reads it. */
  matchLinkedId(input: StepInput): boolean | undefined;
  /** Finds the ID that a check consumes; undefined if there is none. */
  claimedId(resolved: ResolvedEvent): string | undefined;
  /** Consumes an ID for a policy, once per request and claimant. Never rejects. */
  claimEvent(
    memo: RequestMemo,
    id: string,
    policy: NamedPolicy,
    claimant: object | undefined,
  ): Promise<Claimed>;
  /** Builds the signals from the results so far. */
  collectSignals(sources: SignalSources, claimed: Claimed): Signals;
  /** Calls the hook `onDecision`, and logs failures that fail open. Never throws. */
  recordDecision(decision: Decision, around?: AroundDecision): void;

  /** The guard's clock, ms since 1970. */
  now(): number;
  /** Starts the clock of a check. */
  startDeadline(): Deadline;
  /** Admits no more checks than this process can judge in time. */
  admission: Admission;
  /**
   * Checks that a policy exists, and keeps it from being removed; with `edge`, also checks that requests can be
   * analysed.
   * @throws FingerprintError `ERR_FP_UNKNOWN_POLICY` or `ERR_FP_POLICY`; with `edge`, `ERR_FP_OPTION` or
   * `ERR_FP_UNSUPPORTED`.
   */
  requirePolicy(policy: string | PolicyConfig | undefined, how?: { edge?: boolean | undefined }): void;
  /**
   * Replaces the policies, all at once or not at all.
   * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`.
   */
  setPolicies(policies: GuardPolicies): void;
  /** Reports what the configuration can never judge, or what would cause trouble. */
  doctor: Doctor;
  /** The Server API over the guard's connections. */
  api: ServerApi;
  /**
   * Builds a receiver of webhooks, which puts delivered events where lookups find them.
   * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_UNSUPPORTED`.
   */
  createWebhookReceiver(options: WebhookReceiverOptions): WebhookReceiver;
  /** Opens connections ahead of the first check; never rejects. */
  warmUp(): Promise<void>;
  /** Closes the guard's connections once everything under way is done. */
  close(): Promise<void>;
}
