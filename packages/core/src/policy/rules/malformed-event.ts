import { defineRule } from '../rule.js';
import { is } from '../three-valued.js';

export const malformedEvent = defineRule({
  id: 'malformed-event',
  description:
    'What names the event cannot be right: it has no possible form, the API cannot parse it, or the sealed result is of another id.',
  levels: { recommended: 'deny', strict: 'deny' },
  options: {},
  reads: ['reference'],
  judge:
    () =>
    ({ reference }) =>
      is(reference, 'malformed'),
  explain: () => () => ({ message: 'what names the event has no possible form, or names two' }),
});
