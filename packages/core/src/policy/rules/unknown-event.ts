import { defineRule } from '../rule.js';
import { is } from '../three-valued.js';

export const unknownEvent = defineRule({
  id: 'unknown-event',
  description: 'The API knows no event with this ID: it is made up, or belongs to another account.',
  levels: { recommended: 'deny', strict: 'deny' },
  clientCauses: 'no-event',
  options: {},
  reads: ['lookup'],
  judge:
    () =>
    ({ lookup }) =>
      is(lookup, 'unknown'),
  explain: () => () => ({ message: 'the API knows no event with this ID' }),
});
