import { defineRule } from '../rule.js';

export const replayedPayload = defineRule({
  id: 'replayed-payload',
  description: 'The very same payload was sent to Fingerprint before.',
  levels: { recommended: 'deny', strict: 'deny' },
  options: {},
  reads: ['replayed'],
  judge:
    () =>
    ({ replayed }) =>
      replayed,
  explain: () => () => ({ message: 'the payload was sent to Fingerprint before' }),
});
