import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { CompiledRule } from '../policy/compiled-rule.js';
import { type CompiledPolicy, compiledPolicy, definePolicy } from '../policy/policy.js';
import type { PolicyConfig, PresetName } from '../policy/policy-config.js';
import type { Finding } from '../policy/rule.js';
import type { Truth } from '../policy/three-valued.js';
import type { Signals } from '../signals/signals.js';
import { isBlocked } from './blocked.js';
import type { Action, Decision, DecisionSource, Reason } from './decision.js';

/** The facts of a visit, for an evaluation without a guard. */
export interface Evidence {
  /** The flat facts; those left out are not known. */
  signals: Signals;
  /** The event, for rules that read more of it than the signals have. */
  event?: FingerprintEvent | undefined;
  /** Where the event came from, as the decision says. @defaultValue `'none'` */
  source?: DecisionSource;
  /** The id of the decision. @defaultValue an empty string */
  id?: string;
  /** The time that the check took, ms. @defaultValue `0` */
  elapsedMs?: number;
}

/**
 * Judges what is known of a visit by a policy: pure and synchronous, with the same answer for the same input.
 * A check's random `id` and its `elapsedMs` come from outside.
 * @throws FingerprintError `ERR_FP_POLICY` when the policy has issues.
 * @example
 * ```ts
 * import { evaluatePolicy } from '@fingerprint-guard/core';
 *
 * const { action, reasons } = evaluatePolicy(
 *   { rules: { incognito: 'challenge' } },
 *   { signals: { incognito: true, bot: 'not_detected' } },
 * );
 * action; // 'challenge'
 * reasons[0]?.rule; // 'incognito'
 * ```
 */
export function evaluatePolicy(policy: PolicyConfig | PresetName, evidence: Evidence): Decision {
  return evaluate(compiledPolicy(definePolicy(policy)), evidence, 'inline');
}

/**
 * Judges what is known of a visit by a compiled policy, as if the request were required to pass. It allocates the decision
 * and hardly more: lists and fields are written out, where a spread or a table of lists would make another object.
 * @param name How the decision names the policy.
 */
export function evaluate(policy: CompiledPolicy, evidence: Evidence, name: string): Decision {
  const { signals, event, source = 'none', id = '', elapsedMs = 0 } = evidence;
  const denying: Reason[] = [];
  const challenging: Reason[] = [];
  const observed: Reason[] = [];
  const unknown: string[] = [];
  for (const rule of policy.rules) {
    const truth = rule.judge(signals, event);
    if (truth === undefined) unknown.push(rule.id);
    if (truth === true || (truth === undefined && rule.matchesUnknown)) {
      const reason = reasonOf(rule, truth, signals, event);
      if (reason.level === 'deny') denying.push(reason);
      else if (reason.level === 'challenge') challenging.push(reason);
      else observed.push(reason);
    }
  }
  const action: Action = denying.length > 0 ? 'deny' : challenging.length > 0 ? 'challenge' : 'allow';
  const decision: Decision = {
    id,
    action,
    blocked: false,
    mode: policy.mode,
    policy: name,
    reasons: challenging.length > 0 ? [...denying, ...challenging] : denying,
    observed,
    unknown,
    failedOpen: action === 'allow' && serviceFailed(signals),
    signals,
    source,
    elapsedMs,
  };
  if (event) decision.event = event;
  decision.blocked = isBlocked(decision);
  return decision;
}

function reasonOf(
  rule: CompiledRule,
  truth: Truth,
  signals: Signals,
  event: FingerprintEvent | undefined,
): Reason {
  const finding: Finding = truth
    ? rule.explain(signals, event)
    : { message: `'${rule.id}' cannot be judged: its signals are missing` };
  return rule.inSample === undefined || rule.inSample(signals)
    ? { rule: rule.id, level: rule.level, ...finding }
    : { rule: rule.id, level: 'observe', ...finding, outsideSample: true };
}

/** The service, not the client, is why something is not known. */
function serviceFailed({ reference, lookup, replayStore }: Signals): boolean {
  const refused = lookup === 'refused' && reference !== 'malformed';
  return lookup === 'unavailable' || refused || replayStore === 'unavailable';
}
