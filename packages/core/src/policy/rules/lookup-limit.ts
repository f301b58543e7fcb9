import { defineRule } from '../rule.js';

export const lookupLimit = defineRule({
  id: 'lookup-limit',
  description:
    'While lookups are scarce, the client has sent mostly unknown IDs; counted by IPv4 address or IPv6 /64. Without the rule, or at `observe`, no client is limited.',
  levels: { recommended: 'deny', strict: 'deny' },
  options: {},
  reads: ['lookup', 'lookupCause'],
  judge:
    () =>
    ({ lookup, lookupCause }) =>
      lookup === undefined ? undefined : lookupCause === 'client-limit',
  explain: () => () => ({
    message: "most of the client's IDs were unknown, and lookups are scarce",
  }),
});
