import { verdictOf } from '../event/verdict.js';
import type { NamedPolicy } from '../policy/policy-book.js';
import type { Signals } from '../signals/signals.js';
import type { ShadowDecision } from './decision.js';
import { type Evidence, evaluate } from './evaluate.js';

/** Judges by a second policy what was learnt for the first one, and nothing more. */
export function evaluateShadow(
  { name, compiled }: NamedPolicy,
  { signals, event }: Evidence,
): ShadowDecision {
  const { rulesetId } = compiled.lookupHints;
  // The first policy may follow another ruleset, or any.
  const seen: Signals =
    rulesetId === undefined ? signals : { ...signals, ruleAction: event && verdictOf(event, rulesetId) };
  const { policy, policyRevision, action, reasons, unknown } = evaluate(
    compiled,
    { signals: seen, event },
    name,
  );
  return { policy, policyRevision, action, reasons, unknown };
}
