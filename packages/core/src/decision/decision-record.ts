import { EVENT_SHAPE } from '../event/event-shape.js';
import { SIGNAL_KINDS, type Signals } from '../signals/signals.js';
import { BoundedCopy } from './bounded-copy.js';
import type { Decision, Reason, ShadowDecision } from './decision.js';
import { Erasure } from './erasure.js';
import type { RecordedEvent } from './evidence.js';

/** The parts of a decision that its record contains unchanged. */
type SameInRecord =
  | 'id'
  | 'at'
  | 'action'
  | 'blocked'
  | 'required'
  | 'mode'
  | 'policy'
  | 'policyRevision'
  | 'request'
  | 'reasons'
  | 'observed'
  | 'unknown'
  | 'unknownLevels'
  | 'failedOpen'
  | 'signals'
  | 'source'
  | 'elapsedMs';

/** The reason why the event could not be retrieved, in the form of a record. */
export interface RecordedError {
  /** The error's code, such as `ERR_FP_TIMEOUT`. */
  code: string;
  /** The error's message, without any secret, ID or address. */
  message: string;
  /** HTTP status of the Server API's answer. */
  status?: number;
  /** The Server API's own error code. */
  apiCode?: string;
}

/**
 * A decision as plain JSON, without the event's `raw`: about 2 KB, and never more than 20 KB.
 * `decision-record.schema.json` of this package describes it; fields added to `v: 1` later may be absent. It serves as
 * evidence for `evaluatePolicy`.
 */
export interface DecisionRecord extends Pick<Decision, SameInRecord> {
  /** The version of the record's form. */
  v: 1;
  /** The event without its `raw`; undefined if it could not be retrieved. */
  event?: RecordedEvent;
  /** The reason why the event could not be retrieved. */
  error?: RecordedError;
  /** The conclusion of another policy, if the guard's `shadow` names one. */
  shadow?: ShadowDecision;
  /** The erased fields, as `erase` names them: nothing follows from their absence. */
  erased?: string[];
  /** The fields that are too large for a record, or not JSON; nothing follows from their absence. */
  omitted?: string[];
  /**
   * The share of visitors whose allowed visits are kept, if it is less than 1: this record stands for 1 / `sampled`.
   */
  sampled?: number;
}

/** The fields to leave out of records. */
export interface RecordOptions {
  /**
   * Paths of fields, such as `signals.clientIp` and `event.ip`. Reasons no longer show their values either. A value
   * that appears in several fields is erased only in the fields that are named.
   * @defaultValue `[]`
   */
  erase?: readonly string[] | undefined;
}

/**
 * Turns a decision into the record for logs, on which policies can be compared.
 * @example
 * ```ts
 * import { createFingerprintGuard, decisionRecord } from '@fingerprint-guard/core';
 *
 * createFingerprintGuard({
 *   apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
 *   onDecision: (decision) => console.log(decisionRecord(decision, { erase: ['signals.clientIp'] })),
 * });
 * ```
 * @throws FingerprintError `ERR_FP_OPTION` if `erase` names something that is not a field of a record.
 */
export function decisionRecord(decision: Decision, { erase = [] }: RecordOptions = {}): DecisionRecord {
  return record(decision, new Erasure(erase));
}

/** Turns a decision into its record, with the fields to erase already parsed, once for many records. */
export function record(decision: Decision, erasure: Erasure): DecisionRecord {
  const { request, signals, event, error, shadow } = decision;
  const copy = new BoundedCopy(erasure.paths);
  const erased = erasure.of(decision);
  const reasons = (list: readonly Reason[], path: string): Reason[] =>
    copy.list(list, path, (reason) => {
      const { rule, level, message, actual, expected, outsideSample } = erased(reason);
      return {
        rule: copy.text(rule),
        level,
        message: copy.text(message),
        ...copy.field('actual', actual, path),
        ...copy.field('expected', expected, path),
        ...(outsideSample ? { outsideSample } : {}),
      };
    });
  const names = (list: readonly string[], path: string) => copy.list(list, path, (name) => copy.text(name));

  const written: DecisionRecord = {
    v: 1,
    id: copy.text(decision.id),
    at: copy.number(decision.at),
    action: decision.action,
    blocked: decision.blocked,
    required: decision.required,
    mode: decision.mode,
    policy: copy.text(decision.policy),
    policyRevision: copy.text(decision.policyRevision),
    request: {
      method: copy.text(request.method),
      path: erasure.has('request.path') ? '' : copy.text(request.path),
      ...(request.route === undefined || erasure.has('request.route')
        ? {}
        : { route: copy.text(request.route) }),
    },
    reasons: reasons(decision.reasons, 'reasons'),
    observed: reasons(decision.observed, 'observed'),
    unknown: names(decision.unknown, 'unknown'),
    ...(decision.unknownLevels
      ? { unknownLevels: copy.list(decision.unknownLevels, 'unknownLevels', (level) => level) }
      : {}),
    failedOpen: decision.failedOpen,
    signals: copy.shaped(signals, SIGNAL_KINDS, 'signals') as Signals,
    source: decision.source,
    elapsedMs: copy.number(decision.elapsedMs),
  };
  if (event && !erasure.has('event')) {
    const { raw: _, ...fields } = EVENT_SHAPE;
    // Rules rely on it.
    written.event = { failed: {}, ...copy.shaped(event, fields, 'event') } as RecordedEvent;
  }
  if (error) {
    const { code, message, status, apiCode } = error;
    written.error = {
      code,
      message: copy.text(message),
      ...(status === undefined ? {} : { status }),
      ...(apiCode === undefined ? {} : { apiCode: copy.text(apiCode) }),
    };
  }
  if (shadow) {
    written.shadow = {
      policy: copy.text(shadow.policy),
      policyRevision: copy.text(shadow.policyRevision),
      action: shadow.action,
      reasons: reasons(shadow.reasons, 'shadow.reasons'),
      unknown: names(shadow.unknown, 'shadow.unknown'),
    };
  }
  if (erasure.paths.size > 0) written.erased = [...erasure.paths];
  if (copy.omitted.size > 0) written.omitted = [...copy.omitted];
  return written;
}
