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

/** A visit that the two policies judge differently. */
export interface PolicyChange {
  /** Its place in the evidence, from 0. */
  index: number;
  /** The id of the recorded decision; an empty string if the evidence has none. */
  id: string;
  /** The action of the policy as it is. */
  before: Action;
  /** The action of the policy that is to take its place. */
  after: Action;
  /** The rules that made it: of the stricter policy, those at the level it decided by. */
  rules: Reason[];
}

/** What another policy would change. Plain data. */
export interface PolicyComparison {
  /** How many visits were judged. */
  total: number;
  /** How many visits went from one action to another, or stayed: `actions.allow.deny` would be let in no more. */
  actions: Record<Action, Record<Action, number>>;
  /** How many requests each policy stops; none while its mode is `monitor`. */
  blocked: { before: number; after: number };
  /** Each visit whose action changes, in the order of the evidence. */
  changes: PolicyChange[];
}

/**
 * Judges recorded visits by one policy and by another, and tells what would change: before a policy is put in place, on
 * last week's decisions. Pure; the same for the same evidence.
 * @param before The policy as it is, or a preset.
 * @param after The policy that is to take its place.
 * @param evidence Records of decisions, or decisions, also as JSON: of each, `signals` and `event`. Without the event, rules
 * that read it are unknown.
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
  if (recorded?.signals !== null && typeof recorded?.signals === 'object') return recorded;
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
