import type { DecisionRecord } from '@fingerprint-guard/core';

/**
 * Signals that a guard collects only if its policy reads them or its options provide for them: that a record lacks one
 * says nothing about the visit.
 */
const ON_DEMAND: ReadonlySet<string> = new Set([
  'reused',
  'replayStore',
  'originAllowed',
  'environmentAllowed',
  'linkedIdMatches',
  'newVisitor',
  'clientGone',
  'clientIp',
  'ipMatch',
  'ipLocationMismatch',
  'ipDistanceKm',
  'ipAccuracyKm',
  'travelKm',
  'travelKmh',
  'ruleAction',
  'missingSignals',
  'unavailableSignals',
  'overBudgetSignals',
]);

/**
 * True if a rule is unknown because the log does not say: its signals were not collected at the time, or the log leaves
 * them out. False if they were looked for and could not be known, which would be no different another time.
 */
export function isNotInLog(rule: string, reads: readonly string[], record: DecisionRecord): boolean {
  const { erased = [], omitted = [], signals } = record;
  for (const path of [...erased, ...omitted]) {
    const [head, name] = path.split('.');
    if (
      head === 'event'
        ? reads.includes('event')
        : head === 'signals' && name !== undefined && reads.includes(name)
    )
      return true;
  }
  if (record.unknown.includes(rule)) return false;
  if (signals.lookup !== undefined && signals.lookup !== 'found') return false;
  return reads.some((name) => ON_DEMAND.has(name));
}
