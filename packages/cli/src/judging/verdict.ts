import { type Action, type DecisionRecord, evaluatePolicy, type Reason } from '@fingerprint-guard/core';
import type { SelectedPolicy } from '../policies/policy-selection.js';
import { isNotInLog } from './cannot-say.js';

/** The conclusion of a policy on a record. */
export interface Verdict {
  readonly action: Action;
  readonly blocked: boolean;
  /** Rules that matched at `challenge` or `deny`. */
  readonly reasons: readonly Reason[];
  /** Rules that matched at `observe`. */
  readonly observed: readonly Reason[];
  /** Rules that could not be judged. */
  readonly unknown: readonly string[];
}

/** The verdict of a policy, by `evaluatePolicy`. */
export const judge = ({ policy }: SelectedPolicy, record: DecisionRecord): Verdict =>
  evaluatePolicy(policy, record);

const RANKS: Readonly<Record<string, number>> = { off: 0, allow: 0, observe: 0, challenge: 1, deny: 2 };

/** The uncertainty of a verdict on a record. */
export interface OpenQuestions {
  /** Rules that could not be judged although the visit may have had the signals that they read. */
  readonly rules: readonly string[];
  /** True if one of them might have changed the action. */
  readonly mayChange: boolean;
}

/** Finds the uncertainty of a verdict. */
export function openQuestions(
  selected: SelectedPolicy,
  verdict: Verdict,
  record: DecisionRecord,
): OpenQuestions {
  const rules = verdict.unknown.filter((name) =>
    isNotInLog(name, selected.rules.get(name)?.reads ?? [], record),
  );
  const rank = RANKS[verdict.action] ?? 0;
  const mayChange = rules.some(
    (name) =>
      (RANKS[selected.rules.get(name)?.level ?? 'off'] ?? 0) > rank ||
      verdict.reasons.some(({ rule }) => rule === name),
  );
  return { rules, mayChange };
}
