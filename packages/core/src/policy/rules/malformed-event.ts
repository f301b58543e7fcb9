import { defineRule } from '../rule.js';
import { is } from '../three-valued.js';

export const malformedEvent = defineRule({
  id: 'malformed-event',
  description:
    'The event ID is malformed: its form is impossible, the API cannot parse it, or the sealed result belongs to another ID.',
  levels: { recommended: 'deny', strict: 'deny' },
  clientCauses: 'no-event',
  options: {},
  reads: ['reference'],
  judge:
    () =>
    ({ reference }) =>
      is(reference, 'malformed'),
  explain: () => () => ({ message: 'the event ID or the sealed result is malformed, or there are two' }),
});
