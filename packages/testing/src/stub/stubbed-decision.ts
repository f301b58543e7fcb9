import {
  type Action,
  type Decision,
  evaluatePolicy,
  FingerprintError,
  type Mode,
  type PolicyConfig,
  type PresetName,
  type Reason,
} from '@fingerprint-guard/core';
import { refuseUnknown } from '../visits/overrides.js';
import { fingerprintVisit, type VisitOverrides } from '../visits/visit.js';

/** A rule that decides. By default, its level is the action's, and its message says that a test decided. */
export type StubbedReason = Pick<Reason, 'rule'> & Partial<Reason> & { level?: 'challenge' | 'deny' };

/** Fields of a stubbed decision. */
export interface StubbedDecision extends VisitOverrides {
  /**
   * The rules that decide.
   * @defaultValue the policy's reasons if it concludes the same action for the visit, else one rule `guard-deciding`
   */
  reasons?: readonly StubbedReason[];
  /** The mode of the decision. @defaultValue the policy's */
  mode?: Mode;
}

/** The verdict: an action, or an action with further fields. */
export type StubbedVerdict = Action | (StubbedDecision & { action: Action });

/** The levels that decide, worst first. */
const LEVELS = ['deny', 'challenge'] as const;

const PARTICULARS: Record<keyof StubbedDecision | 'action', true> = {
  action: true,
  reasons: true,
  mode: true,
  signals: true,
  event: true,
};

/**
 * Builds the decision on a visit, with the verdict in place of the policy's conclusion; `blocked` still follows from
 * the policy's mode.
 * @throws FingerprintError `ERR_FP_OPTION` for a verdict that no guard could reach.
 */
export function decide(
  given: StubbedDecision & { action: Action },
  policy: string | PolicyConfig | undefined,
  policies: Readonly<Record<string, PolicyConfig | PresetName>> = {},
): Decision {
  refuseUnknown(given, PARTICULARS, 'particular of a decision');
  const { action, mode, signals = {}, event = {} } = given;
  if (action !== 'allow' && !LEVELS.includes(action))
    throw new FingerprintError('ERR_FP_OPTION', "action: expected 'allow', 'challenge' or 'deny'");
  const config = typeof policy === 'string' ? (policies[policy] ?? presetOf(policy)) : policy;
  const visit = fingerprintVisit({ signals, event });
  const judged = evaluatePolicy(config ?? 'recommended', { ...visit, source: visit.event ? 'api' : 'none' });
  const reasons =
    given.reasons?.map((reason) => wholeReason(reason, action)) ?? defaultReasons(judged, action);
  refuseImpossible(action, reasons);
  return {
    ...judged,
    id: crypto.randomUUID(),
    action,
    mode: mode ?? judged.mode,
    policy: typeof policy === 'object' ? 'inline' : (policy ?? 'default'),
    reasons: LEVELS.flatMap((level) => reasons.filter((reason) => reason.level === level)),
    failedOpen: action === 'allow' && judged.failedOpen,
  };
}

const PRESETS: Readonly<Record<PresetName, true>> = { recommended: true, strict: true, 'observe-all': true };
const presetOf = (name: string) => (Object.hasOwn(PRESETS, name) ? (name as PresetName) : undefined);

function defaultReasons(judged: Decision, action: Action): Reason[] {
  if (action === 'allow') return [];
  return judged.action === action ? judged.reasons : [wholeReason({ rule: 'guard-deciding' }, action)];
}

const wholeReason = (reason: StubbedReason, action: Action): Reason => ({
  level: action === 'allow' ? 'observe' : action,
  message: 'decided by guardDeciding()',
  ...reason,
});

/** Rejects an action that does not follow from its worst reason: no guard gives such an answer. */
function refuseImpossible(action: Action, reasons: readonly Reason[]): void {
  const worst = LEVELS.find((level) => reasons.some((reason) => reason.level === level)) ?? 'allow';
  if (worst === action && (reasons.length === 0) === (action === 'allow')) return;
  throw new FingerprintError(
    'ERR_FP_OPTION',
    `reasons: the worst level decides, and 'allow' has none; these lead to '${worst}', not to '${action}'`,
  );
}
