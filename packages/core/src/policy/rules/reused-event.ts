import { choiceOption } from '../option.js';
import { defineRule } from '../rule.js';

export const reusedEvent = defineRule({
  id: 'reused-event',
  description: 'The event ID was used before: once for the whole guard, or once for each policy.',
  levels: { recommended: 'deny', strict: 'deny' },
  options: {
    /**
     * The uses of an ID: one for the whole guard, or one for each policy.
     * @defaultValue `'guard'`
     */
    scope: choiceOption(['guard', 'policy'], 'guard'),
  },
  reads: ['reused'],
  judge:
    () =>
    ({ reused }) =>
      reused,
  explain:
    ({ scope }) =>
    () => ({
      message:
        scope === 'guard' ? 'the event was used before' : 'the event was used before under this policy',
    }),
});
