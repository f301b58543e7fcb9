import type { Explain, Judge } from './rule.js';

/** The part that rules on signals that were not learnt share: they differ in why. */
export const lostSignals = <const Name extends 'unavailableSignals' | 'overBudgetSignals'>(
  name: Name,
  why: string,
) => ({
  options: {},
  reads: ['lookup', name] as const,
  judge: (): Judge => (signals) =>
    signals.lookup === undefined ? undefined : (signals[name]?.length ?? 0) > 0,
  explain: (): Explain => (signals) => ({
    message: `${signals[name]?.join(', ')} could not be determined: ${why}`,
    actual: signals[name],
  }),
});
