import { defineRule } from '../rule.js';
import { not } from '../three-valued.js';

export const environmentMismatch = defineRule({
  id: 'environment-mismatch',
  description: "The event comes from another workspace environment. Needs the guard's `environmentId`.",
  levels: { recommended: 'deny', strict: 'deny' },
  options: {},
  reads: ['environmentAllowed'],
  judge:
    () =>
    ({ environmentAllowed }) =>
      not(environmentAllowed),
  explain: () => (_signals, event) => ({
    message: 'the event comes from another workspace environment, or names none',
    actual: event?.environmentId,
  }),
});
