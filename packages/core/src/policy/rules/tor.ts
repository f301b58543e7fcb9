import { defineRule } from '../rule.js';

export const tor = defineRule({
  id: 'tor',
  description: 'The visitor comes through the Tor network.',
  levels: { recommended: 'challenge', strict: 'deny' },
  options: {},
  reads: ['tor'],
  judge:
    () =>
    ({ tor }) =>
      tor,
  explain: () => () => ({ message: 'the visitor comes through the Tor network' }),
});
