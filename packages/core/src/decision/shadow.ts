import { verdictOf } from '../event/verdict.js';
import type { NamedPolicy } from '../policy/policy-book.js';
import type { Signals } from '../signals/signals.js';
import type { ShadowDecision } from './decision.js';
import { evaluate } from './evaluate.js';
import type { Evidence } from './evidence.js';

/** Judges the same facts by a second policy, and collects nothing more. */
export function evaluateShadow(
  { name, compiled }: NamedPolicy,
  { signals, event }: Evidence,
): ShadowDecision {
  const { rulesetId } = compiled.lookupHints;
  // The first policy may use another ruleset, or none in particular.
  const seen: Signals =
    rulesetId === undefined ? signals : { ...signals, ruleAction: event && verdictOf(event, rulesetId) };
  const { policy, policyRevision, action, reasons, unknown } = evaluate(
    compiled,
    { signals: seen, event },
    name,
  );
  return { policy, policyRevision, action, reasons, unknown };
}
