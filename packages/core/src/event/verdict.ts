import type { FingerprintEvent } from './fingerprint-event.js';

/** True if an event contains the requested verdict: that of this ruleset, or none if no ruleset is named. */
export function isJudgedBy({ ruleAction }: FingerprintEvent, rulesetId: string | undefined): boolean {
  return rulesetId === undefined || ruleAction?.rulesetId === rulesetId;
}

/**
 * Reads the verdict of the requested ruleset on an event; without a ruleset, whatever verdict the event came with. A
 * verdict that names another ruleset is ignored; one that names none is that of the requested ruleset.
 */
export function verdictOf(
  { ruleAction }: Pick<FingerprintEvent, 'ruleAction'>,
  rulesetId: string | undefined,
): NonNullable<FingerprintEvent['ruleAction']>['type'] {
  const given = ruleAction?.rulesetId;
  return rulesetId === undefined || given === undefined || given === rulesetId ? ruleAction?.type : undefined;
}
