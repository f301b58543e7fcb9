import { defineRule } from '../rule.js';
import { is } from '../three-valued.js';

export const malformedEvent = defineRule({
  id: 'malformed-event',
  description:
    'The event id cannot be right: its form is impossible, the API cannot parse it, or the sealed result belongs to another id.',
  levels: { recommended: 'deny', strict: 'deny' },
  options: {},
  reads: ['reference'],
  judge:
    () =>
    ({ reference }) =>
      is(reference, 'malformed'),
  explain: () => () => ({ message: 'what names the event has no possible form, or names two' }),
});
