import { defineRule } from '../rule.js';
import { is, not } from '../three-valued.js';

export const apiRefused = defineRule({
  id: 'api-refused',
  description:
    'The API refuses the guard: its key, its region or its subscription. The operator has to fix that.',
  levels: { recommended: 'observe', strict: 'deny' },
  options: {},
  reads: ['lookup', 'lookupCause', 'reference'],
  judge:
    () =>
    ({ lookup, lookupCause, reference }) => {
      if (lookup !== 'refused') return is(lookup, 'refused');
      // An ID the API cannot parse is the client's doing, and has no cause.
      return lookupCause !== undefined || not(is(reference, 'malformed'));
    },
  explain:
    () =>
    ({ lookupCause, lookupErrorCode }) => ({
      message: `the API refuses this guard (${[lookupCause, lookupErrorCode].filter(Boolean).join(', ')})`,
      actual: lookupErrorCode ?? lookupCause,
    }),
});
