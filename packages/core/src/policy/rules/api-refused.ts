import { defineRule } from '../rule.js';

export const apiRefused = defineRule({
  id: 'api-refused',
  description: "The API refuses the guard: its key, its region or its subscription. The operator's to mend.",
  levels: { recommended: 'observe', strict: 'deny' },
  options: {},
  reads: ['lookup', 'reference'],
  judge:
    () =>
    ({ lookup, reference }) =>
      // An id the API cannot parse is the client's doing.
      lookup === undefined ? undefined : lookup === 'refused' && reference !== 'malformed',
  explain:
    () =>
    ({ lookupCause, lookupErrorCode }) => ({
      message: `the API refuses this guard (${[lookupCause, lookupErrorCode].filter(Boolean).join(', ')})`,
      actual: lookupErrorCode ?? lookupCause,
    }),
});
