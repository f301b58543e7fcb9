import { defineRule } from '../rule.js';

export const clientGone = defineRule({
  id: 'client-gone',
  description:
    'The client closed its connection before it was checked. Nobody waits for the answer, and its address may no longer be known.',
  levels: { recommended: 'deny', strict: 'deny' },
  clientCauses: 'failure',
  options: {},
  reads: ['clientGone'],
  judge:
    () =>
    ({ clientGone }) =>
      clientGone,
  explain: () => () => ({ message: 'the client closed its connection before it was checked' }),
});
