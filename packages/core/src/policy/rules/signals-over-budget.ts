import { lostSignals } from '../lost-signals.js';
import { defineRule } from '../rule.js';

export const signalsOverBudget = defineRule({
  id: 'signals-over-budget',
  description:
    'A signal is unknown because the budget of lookups is spent or this process is too busy. Counts signals that a rule at challenge or deny reads. Clients can cause that.',
  levels: { recommended: 'challenge', strict: 'challenge' },
  clientCauses: 'failure',
  ...lostSignals('overBudgetSignals', 'no lookup was left to ask for them'),
});
