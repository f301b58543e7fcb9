import type { Decision } from '@fingerprint-guard/core';
import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { errorTypeOf, outcomeOf } from './attributes.js';

/** Records a decision on a span. A denied request is not an error of the check. */
export function describeDecision(span: Span, decision: Decision): void {
  const { action, mode, source, lookup } = outcomeOf(decision);
  span.setAttributes({
    'fingerprint_guard.decision_id': decision.id,
    'fingerprint_guard.policy': decision.policy,
    'fingerprint_guard.policy_revision': decision.policyRevision,
    'fingerprint_guard.action': action,
    'fingerprint_guard.blocked': decision.blocked,
    'fingerprint_guard.mode': mode,
    'fingerprint_guard.required': decision.required,
    'fingerprint_guard.failed_open': decision.failedOpen,
    'fingerprint_guard.source': source,
    'fingerprint_guard.lookup': lookup,
    'fingerprint_guard.rules': decision.reasons.map(({ rule }) => rule),
  });
}

/** Records on a span why the check failed, without the error's message. */
export function describeError(span: Span, error: unknown): void {
  span.setAttribute('error.type', errorTypeOf(error));
  span.setStatus({ code: SpanStatusCode.ERROR });
}
