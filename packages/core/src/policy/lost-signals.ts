import type { Explain, Judge } from './rule.js';

/** The common part of the rules on signals that could not be collected; the rules differ in the reason. */
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
