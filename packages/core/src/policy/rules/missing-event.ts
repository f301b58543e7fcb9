import { defineRule } from '../rule.js';
import { is } from '../three-valued.js';

export const missingEvent = defineRule({
  id: 'missing-event',
  description: 'The request carries no event.',
  levels: { recommended: 'deny', strict: 'deny' },
  clientCauses: 'no-event',
  options: {},
  reads: ['reference'],
  judge:
    () =>
    ({ reference }) =>
      is(reference, 'missing'),
  explain: () => () => ({ message: 'the request carries no event' }),
});
