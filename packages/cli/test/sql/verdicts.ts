import { evaluatePolicy, type Policy, type PolicyConfig } from '@fingerprint-guard/core';
import type { Judged } from './records.js';

/** The result of a query for a record. */
export interface Verdict {
  id: string;
  action: string;
  blocked: boolean;
  failed_open: boolean;
  reasons: string[];
  observed: string[];
  unknown: string[];
  /** Only from a query: the rules that it cannot judge. */
  cannot_say?: string[];
}

/** The same by `evaluatePolicy`. */
export function verdictOf(policy: Policy | PolicyConfig, record: Judged): Verdict {
  const { action, blocked, failedOpen, reasons, observed, unknown } = evaluatePolicy(policy, record);
  const names = (list: typeof reasons) => list.map(({ rule }) => rule);
  return {
    id: record.id,
    action,
    blocked,
    failed_open: failedOpen,
    reasons: names(reasons),
    observed: names(observed),
    unknown,
  };
}
