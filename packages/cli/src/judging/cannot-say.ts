import type { DecisionRecord } from '@fingerprint-guard/core';

/**
 * Signals that a guard collects only if its policy reads them or its options provide for them: their absence from a
 * record says nothing about the visit.
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
 * True if a rule is unknown because of the log: its signals were not collected at the time, or the log omits them.
 * False if they were collected and turned out to be unknown: another policy would not have known them either.
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
  // The event was found at the time, and was dropped from the log later.
  if (signals.lookup === 'found' && record.event === undefined && reads.includes('event')) return true;
  return reads.some((name) => ON_DEMAND.has(name));
}
