import { defineRule } from '../rule.js';
import { not } from '../three-valued.js';

export const linkedIdMismatch = defineRule({
  id: 'linked-id-mismatch',
  description:
    "The event is linked to somebody other than the request's owner, or to nobody. Needs the guard's `linkedId`.",
  levels: { recommended: 'deny', strict: 'deny' },
  options: {},
  reads: ['linkedIdMatches', 'linkedId'],
  judge:
    () =>
    ({ linkedIdMatches }) =>
      not(linkedIdMatches),
  explain:
    () =>
    ({ linkedId }) => ({
      message: "the event is linked to somebody other than the request's owner, or to nobody",
      actual: linkedId,
    }),
});
