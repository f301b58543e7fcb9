import { defineRule } from '../rule.js';

export const replayedPayload = defineRule({
  id: 'replayed-payload',
  description: 'The vendor saw the very same payload before.',
  levels: { recommended: 'deny', strict: 'deny' },
  options: {},
  reads: ['replayed'],
  judge:
    () =>
    ({ replayed }) =>
      replayed,
  explain: () => () => ({ message: 'the payload was sent to Fingerprint before' }),
});
