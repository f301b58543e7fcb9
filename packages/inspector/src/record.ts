import type { Decision } from '@fingerprint-guard/core';

/** A decision as plain JSON, without the event's `raw`. */
export interface DecisionRecord
  extends Omit<Decision, 'event' | 'error'>,
    Partial<{ at: number; required: boolean; policyRevision: string }> {
  at: number;
  required: boolean;
  policyRevision: string;
  request: { method: string; path: string; route?: string };
  event?: Record<string, unknown>;
  error?: { code: string; message: string };
  shadow?: {
    policy: string;
    policyRevision: string;
    action: Decision['action'];
    reasons: Decision['reasons'];
  };
}

export function decisionRecord(decision: Decision): DecisionRecord {
  const { event, error, ...rest } = decision;
  const { raw: _, ...fields } = event ?? { raw: undefined };
  return JSON.parse(
    JSON.stringify({
      at: Date.now(),
      required: true,
      policyRevision: '',
      request: { method: '', path: '' },
      ...rest,
      ...(event ? { event: fields } : {}),
      ...(error ? { error: { code: error.code, message: error.message } } : {}),
    }),
  );
}
