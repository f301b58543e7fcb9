import type { Warn } from '../lib/warnings.js';
import type { LookupTurns } from '../lookup/api-gate.js';
import { Budget } from '../lookup/budget.js';
import { SharedTurns, type SharedTurnsParts } from '../lookup/shared-turns.js';
import type { FingerprintGuardOptions } from '../options.js';
import { isSharedBudget } from '../stores/shared-budget.js';

interface BudgetParts extends Omit<SharedTurnsParts, 'shared' | 'onError'> {
  warn: Warn;
}

interface BudgetOfLookups {
  budget: LookupTurns;
  /** Undefined if each instance has its own, and counts its clients' IDs alone. */
  shared?: SharedTurns;
}

/** Builds the budget of lookups: that of this process, or its part in one that instances share. */
export function createBudget(
  option: FingerprintGuardOptions['budget'],
  { warn, ...parts }: BudgetParts,
): BudgetOfLookups {
  if (!isSharedBudget(option)) return { budget: new Budget(option, parts.clock) };
  const shared = new SharedTurns({
    ...parts,
    shared: option,
    onError: (error) =>
      warn('budget', 'the shared budget fails; this instance keeps to its own share of it', error),
  });
  return { budget: shared, shared };
}
