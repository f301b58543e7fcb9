import { defineRule } from '../rule.js';

export const datacenter = defineRule({
  id: 'datacenter',
  description: "One of the event's addresses belongs to a data centre.",
  levels: { recommended: 'observe', strict: 'challenge' },
  options: {},
  reads: ['datacenter'],
  judge:
    () =>
    ({ datacenter }) =>
      datacenter,
  explain: () => () => ({ message: "the visitor's address belongs to a data centre" }),
});
