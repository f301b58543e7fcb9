import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { CompiledRule } from '../policy/compiled-rule.js';
import type { ActiveLevel } from '../policy/level.js';
import { type CompiledPolicy, compiledPolicy, definePolicy } from '../policy/policy.js';
import { type PolicyConfig, type PresetName, policyConfig } from '../policy/policy-config.js';
import type { Finding } from '../policy/rule.js';
import type { Truth } from '../policy/three-valued.js';
import type { Signals } from '../signals/signals.js';
import { isBlocked } from './blocked.js';
import type { Action, Decision, EventSource, Reason } from './decision.js';

/** What is known of a visit, for an evaluation without a guard. */
export interface Evidence {
  signals: Signals;
  event?: FingerprintEvent | undefined;
  /** @defaultValue `'none'` */
  source?: EventSource;
  /** @defaultValue an empty text */
  id?: string;
  /** @defaultValue 0 */
  elapsedMs?: number;
}

/**
 * Judges what is known of a visit by a policy: pure and synchronous, with the same answer for the same input.
 * A check's random `id` and its `elapsedMs` come from outside.
 * @throws FingerprintError `ERR_FP_POLICY` when the policy has mistakes.
 */
export function evaluatePolicy(policy: PolicyConfig | PresetName, evidence: Evidence): Decision {
  const { signals, event, source = 'none', id = '', elapsedMs = 0 } = evidence;
  const compiled = compiledPolicy(definePolicy(policyConfig(policy)));
  const { action, blocked, mode, reasons, observed, unknown, failedOpen } = evaluate(
    compiled,
    signals,
    event,
  );
  // Written out: with a spread the decision would be laid out anew as it grows.
  const decision: Decision = {
    id,
    action,
    blocked,
    mode,
    policy: 'inline',
    reasons,
    observed,
    unknown,
    failedOpen,
    signals,
    source,
    elapsedMs,
  };
  if (event) decision.event = event;
  return decision;
}

/** The part of a decision that follows from the policy and the facts alone, and those facts. */
export type Verdict = Pick<
  Decision,
  'action' | 'blocked' | 'mode' | 'reasons' | 'observed' | 'unknown' | 'failedOpen' | 'signals'
>;

/** Judges the facts of a visit by a compiled policy, as if the request were required to pass. */
export function evaluate(
  policy: CompiledPolicy,
  signals: Signals,
  event: FingerprintEvent | undefined,
): Verdict {
  const byLevel: Record<ActiveLevel, Reason[]> = { deny: [], challenge: [], observe: [] };
  const unknown: string[] = [];
  for (const rule of policy.rules) {
    const truth = rule.judge(signals, event);
    if (truth === undefined) unknown.push(rule.id);
    if (truth === true || (truth === undefined && rule.matchesUnknown)) {
      const reason = reasonOf(rule, truth, signals, event);
      byLevel[reason.level].push(reason);
    }
  }
  const action: Action =
    byLevel.deny.length > 0 ? 'deny' : byLevel.challenge.length > 0 ? 'challenge' : 'allow';
  return {
    action,
    blocked: isBlocked({ action, mode: policy.mode }),
    mode: policy.mode,
    reasons: byLevel.challenge.length > 0 ? [...byLevel.deny, ...byLevel.challenge] : byLevel.deny,
    observed: byLevel.observe,
    unknown,
    failedOpen: action === 'allow' && serviceFailed(signals),
    signals,
  };
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
