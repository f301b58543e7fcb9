import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { FingerprintError } from '../lib/errors.js';
import { isObject } from '../lib/is-object.js';
import type { CompiledRule } from '../policy/compiled-rule.js';
import type { ActiveLevel } from '../policy/level.js';
import { type CompiledPolicy, compiledPolicy, definePolicy } from '../policy/policy.js';
import type { PolicyConfig, PresetName } from '../policy/policy-config.js';
import type { Finding } from '../policy/rule.js';
import type { Truth } from '../policy/three-valued.js';
import type { Signals } from '../signals/signals.js';
import { isBlocked } from './blocked.js';
import type { Action, Decision, Reason } from './decision.js';
import type { DecisionRequest } from './decision-request.js';
import type { Evidence } from './evidence.js';
import { knownEvidence } from './known-facts.js';

/**
 * Judges the known facts of a visit by a policy: pure and synchronous, with the same answer for the same input. The
 * random `id` and the `elapsedMs` of a check are passed in. In evidence that was stored, `null` and values of the wrong
 * type are unknown, as if they were missing: `'5'` is not a number. An item of a list still counts, as `'unknown'`.
 * @throws FingerprintError `ERR_FP_POLICY` if the policy has issues, `ERR_FP_OPTION` for evidence without signals.
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
  if (!isObject(evidence?.signals))
    throw new FingerprintError(
      'ERR_FP_OPTION',
      'evidence: expected a recorded decision, or { signals, event }',
    );
  return evaluate(compiledPolicy(definePolicy(policy)), knownEvidence(evidence), 'inline');
}

const NO_REQUEST: DecisionRequest = Object.freeze({ method: '', path: '' });

/**
 * Judges the known facts of a visit by a compiled policy. It allocates little more than the decision: lists and fields
 * are written out, because a spread or a table of lists would create another object.
 * @param name The name of the policy in the decision.
 */
export function evaluate(policy: CompiledPolicy, evidence: Evidence, name: string): Decision {
  const { signals, source = 'none', id = '', at = 0, required = true, elapsedMs = 0 } = evidence;
  const { request = NO_REQUEST } = evidence;
  // No built-in rule needs `raw`, and a condition on a missing value is undecided.
  const event = evidence.event as FingerprintEvent | undefined;
  const denying: Reason[] = [];
  const challenging: Reason[] = [];
  const observed: Reason[] = [];
  const unknown: string[] = [];
  const unknownLevels: ActiveLevel[] = [];
  for (const rule of policy.rules) {
    const truth = rule.judge(signals, event);
    if (truth === undefined) {
      unknown.push(rule.id);
      unknownLevels.push(rule.level);
    }
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
    at,
    action,
    blocked: false,
    required,
    mode: policy.mode,
    policy: name,
    policyRevision: policy.revision,
    request,
    reasons: challenging.length > 0 ? [...denying, ...challenging] : denying,
    observed,
    unknown,
    unknownLevels,
    failedOpen: action === 'allow' && serviceFailed(signals),
    signals,
    source,
    elapsedMs,
  };
  if (event) decision.event = event;
  decision.blocked = isBlocked(decision, { required });
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
    : { message: `'${rule.id}' is undecided: its signals are missing` };
  return rule.inSample === undefined || rule.inSample(signals)
    ? { rule: rule.id, level: rule.level, ...finding }
    : { rule: rule.id, level: 'observe', ...finding, outsideSample: true };
}

/** True if the service, not the client, is the reason why something is unknown. */
function serviceFailed({ reference, lookup, replayStore }: Signals): boolean {
  const refused = lookup === 'refused' && reference !== 'malformed';
  return lookup === 'unavailable' || refused || replayStore === 'unavailable';
}
