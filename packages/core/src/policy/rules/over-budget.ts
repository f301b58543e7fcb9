import { defineRule } from '../rule.js';

export const overBudget = defineRule({
  id: 'over-budget',
  description:
    'The lookups the account allows are used up: the API answered 429, or the guard keeps to its budget.',
  levels: { recommended: 'challenge', strict: 'deny' },
  options: {},
  reads: ['lookup', 'lookupCause'],
  judge:
    () =>
    ({ lookup, lookupCause }) =>
      lookup === undefined
        ? undefined
        : lookup === 'unavailable' && (lookupCause === 'rate-limited' || lookupCause === 'budget'),
  explain:
    () =>
    ({ lookupCause }) => ({
      message: `the lookups this account allows are used up (${lookupCause})`,
      actual: lookupCause,
    }),
});
