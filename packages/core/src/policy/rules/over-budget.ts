import { defineRule } from '../rule.js';

const MESSAGES = {
  'rate-limited': "the account's rate limit is exhausted (rate-limited)",
  budget: "the guard's own lookup budget is spent, or this process is too busy (budget)",
};

export const overBudget = defineRule({
  id: 'over-budget',
  description:
    "The account's lookups are used up, or this process is too busy: the API answered 429, the guard's own budget is spent, or an answer could not be read in time.",
  levels: { recommended: 'challenge', strict: 'deny' },
  clientCauses: 'failure',
  options: {},
  reads: ['lookup', 'lookupCause'],
  judge:
    () =>
    ({ lookup, lookupCause }) =>
      lookup === undefined ? undefined : lookupCause === 'rate-limited' || lookupCause === 'budget',
  explain:
    () =>
    ({ lookupCause }) => ({
      message: MESSAGES[lookupCause as keyof typeof MESSAGES],
      actual: lookupCause,
    }),
});
