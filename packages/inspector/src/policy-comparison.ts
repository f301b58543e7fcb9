import {
  type Action,
  type DecisionRecord,
  definePolicy,
  evaluatePolicy,
  type PolicyConfig,
  type PresetName,
  type Reason,
} from '@fingerprint-guard/core';

/** A kept decision that another policy would change. */
export interface ChangedDecision {
  id: string;
  at: number;
  policy: string;
  request: DecisionRecord['request'];
  before: Action;
  after: Action;
  /** The rules that cause the change: those of the stricter conclusion, at the level that decided it. */
  rules: Reason[];
}

/** The effect that another policy would have on the kept decisions. */
export interface HeldComparison {
  /** The number of decisions that were judged again. */
  total: number;
  /**
   * The number of decisions by their actions before and after: those in `actions.allow.deny` would no longer be let
   * through.
   */
  actions: Record<Action, Record<Action, number>>;
  /** The number of requests that were blocked, and that would be; 0 while the policy's mode is `monitor`. */
  blocked: { before: number; after: number };
  /** Each decision that changes, in the original order. */
  changes: ChangedDecision[];
  /** The rules of the policy that are undecided, and how often: the policy at the time did not read their signals. */
  unknown: { rule: string; count: number }[];
}

/**
 * Applies another policy to the kept decisions, and compares its conclusions with the original ones.
 * @throws FingerprintError `ERR_FP_POLICY` for issues in the policy.
 */
export function compareHeld(
  policy: PolicyConfig | PresetName,
  held: Iterable<DecisionRecord>,
): HeldComparison {
  const compiled = definePolicy(typeof policy === 'string' ? { extends: policy } : policy);
  const result: HeldComparison = {
    total: 0,
    actions: { allow: noActions(), challenge: noActions(), deny: noActions() },
    blocked: { before: 0, after: 0 },
    changes: [],
    unknown: [],
  };
  const unknown = new Map<string, number>();
  for (const record of held) {
    const judged = evaluatePolicy(compiled, record);
    result.total++;
    result.actions[record.action][judged.action]++;
    if (record.blocked) result.blocked.before++;
    if (judged.blocked) result.blocked.after++;
    for (const rule of judged.unknown) unknown.set(rule, (unknown.get(rule) ?? 0) + 1);
    if (judged.action === record.action) continue;
    const stricter = judged.action === 'deny' || record.action === 'allow' ? judged : record;
    const { id, at, policy, request, action: before } = record;
    const rules = stricter.reasons.filter(({ level }) => level === stricter.action);
    result.changes.push({ id, at, policy, request, before, after: judged.action, rules });
  }
  result.unknown = [...unknown].sort(([, a], [, b]) => b - a).map(([rule, count]) => ({ rule, count }));
  return result;
}

const noActions = (): Record<Action, number> => ({ allow: 0, challenge: 0, deny: 0 });
