import {
  type Action,
  type DecisionRecord,
  definePolicy,
  evaluatePolicy,
  type PolicyConfig,
  type PresetName,
  type Reason,
} from '@fingerprint-guard/core';

/** A held decision that another policy would change. */
export interface ChangedDecision {
  id: string;
  at: number;
  policy: string;
  request: DecisionRecord['request'];
  before: Action;
  after: Action;
  /** The rules that make the difference: of the stricter of the two, those at the level that it decided by. */
  rules: Reason[];
}

/** What another policy would make of the decisions that are held. */
export interface HeldComparison {
  /** How many decisions were judged again. */
  total: number;
  /** How many went from one action to another, or stayed: `actions.allow.deny` would no longer be let through. */
  actions: Record<Action, Record<Action, number>>;
  /** How many requests were blocked, and would be; none while the policy's mode is `monitor`. */
  blocked: { before: number; after: number };
  /** Each decision that changes, in the given order. */
  changes: ChangedDecision[];
  /** Rules of the policy that are undecided, with how often: the policy at the time did not read their signals. */
  unknown: { rule: string; count: number }[];
}

/**
 * Applies another policy to held decisions, and compares what it decides with what was decided then.
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
