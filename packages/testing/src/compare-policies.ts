import {
  type Action,
  type Decision,
  type DecisionRecord,
  definePolicy,
  type Evidence,
  evaluatePolicy,
  FingerprintError,
  type PolicyConfig,
  type PresetName,
  type Reason,
} from '@fingerprint-guard/core';

/** A visit on which the two policies decide differently. */
export interface PolicyChange {
  /** Its index in the evidence, from 0. */
  index: number;
  /** The ID of the recorded decision; an empty string if the evidence has none. */
  id: string;
  /** The action of the current policy. */
  before: Action;
  /** The action of the new policy. */
  after: Action;
  /** The rules that caused the change: those of the stricter policy, at the level that decided. */
  rules: Reason[];
}

/** The changes that another policy would make. Plain data. */
export interface PolicyComparison {
  /** The number of visits on which they were evaluated. */
  total: number;
  /** The number of visits by old and new action: `actions.allow.deny` would no longer be let in. */
  actions: Record<Action, Record<Action, number>>;
  /** The number of requests that each policy blocks; 0 while its mode is `monitor`. */
  blocked: { before: number; after: number };
  /** Each visit whose action changes, in the order of the evidence. */
  changes: PolicyChange[];
}

/**
 * Judges recorded visits by two policies, and reports what would change: try a policy on last week's decisions before
 * it goes live. Pure: the same evidence gives the same result. Each record counts once, also one with `sampled`, which
 * stands for several decisions.
 * @param before The current policy, or a preset.
 * @param after The new policy, or a preset.
 * @param evidence Records of decisions, or decisions, also as JSON: `signals` and `event` of each are read. Without the
 * event, rules that read it are undecided.
 * @throws FingerprintError `ERR_FP_POLICY` for issues in a policy, `ERR_FP_OPTION` for evidence without signals.
 * @example
 * ```ts
 * import { comparePolicies } from '@fingerprint-guard/testing';
 *
 * const { blocked, changes } = comparePolicies('recommended', 'strict', decisions);
 * console.log(`${blocked.before} blocked now, ${blocked.after} with the other policy`);
 * console.table(changes);
 * ```
 */
export function comparePolicies(
  before: PolicyConfig | PresetName,
  after: PolicyConfig | PresetName,
  evidence: Iterable<Evidence | DecisionRecord>,
): PolicyComparison {
  const [old, other] = [definePolicy(before), definePolicy(after)];
  const result: PolicyComparison = {
    total: 0,
    actions: { allow: noActions(), challenge: noActions(), deny: noActions() },
    blocked: { before: 0, after: 0 },
    changes: [],
  };
  for (const recorded of evidence) {
    const index = result.total++;
    const visit = readEvidence(recorded, index);
    const [was, is] = [evaluatePolicy(old, visit), evaluatePolicy(other, visit)];
    result.actions[was.action][is.action]++;
    if (was.blocked) result.blocked.before++;
    if (is.blocked) result.blocked.after++;
    if (was.action !== is.action) result.changes.push(change(index, was, is));
  }
  return result;
}

const noActions = (): Record<Action, number> => ({ allow: 0, challenge: 0, deny: 0 });

function readEvidence(recorded: Evidence | DecisionRecord, index: number): Evidence {
  const signals: unknown = recorded?.signals;
  if (signals !== null && typeof signals === 'object' && !Array.isArray(signals)) return recorded;
  throw new FingerprintError(
    'ERR_FP_OPTION',
    `evidence[${index}]: expected a recorded decision, or { signals, event }`,
  );
}

function change(index: number, was: Decision, is: Decision): PolicyChange {
  const stricter = is.action === 'deny' || was.action === 'allow' ? is : was;
  const rules = stricter.reasons.filter(({ level }) => level === stricter.action);
  return { index, id: is.id, before: was.action, after: is.action, rules };
}
