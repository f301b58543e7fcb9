import { defineRule } from '../rule.js';
import { is } from '../three-valued.js';

export const unreadableSealedResult = defineRule({
  id: 'unreadable-sealed-result',
  description: 'The client sent a sealed result that cannot be opened, and no usable ID with it.',
  levels: { recommended: 'deny', strict: 'deny' },
  clientCauses: 'no-event',
  options: {},
  reads: ['reference'],
  judge:
    () =>
    ({ reference }) =>
      is(reference, 'unreadable'),
  explain: () => () => ({ message: 'the sealed result cannot be opened' }),
});
