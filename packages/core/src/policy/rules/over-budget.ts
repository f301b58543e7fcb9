import { defineRule } from '../rule.js';

export const overBudget = defineRule({
  id: 'over-budget',
  description: 'The API answered 429: more look-ups were asked for than the account allows.',
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
    ({ lookupCause }) => ({ message: 'the look-ups this account allows are used up', actual: lookupCause }),
});
