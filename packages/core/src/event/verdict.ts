import type { FingerprintEvent } from './fingerprint-event.js';

/** True if an event holds the verdict that is wanted: that of this ruleset, or none if no ruleset is named. */
export function isJudgedBy({ ruleAction }: FingerprintEvent, rulesetId: string | undefined): boolean {
  return rulesetId === undefined || ruleAction?.rulesetId === rulesetId;
}

/**
 * What the vendor's ruleset says of an event that was asked for with it; without a ruleset, whatever verdict the event
 * came with. One that names another ruleset is not known; one that names none is that of the ruleset asked for.
 */
export function verdictOf(
  { ruleAction }: Pick<FingerprintEvent, 'ruleAction'>,
  rulesetId: string | undefined,
): NonNullable<FingerprintEvent['ruleAction']>['type'] {
  const given = ruleAction?.rulesetId;
  return rulesetId === undefined || given === undefined || given === rulesetId ? ruleAction?.type : undefined;
}
