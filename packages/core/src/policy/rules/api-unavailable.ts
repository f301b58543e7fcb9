import { choicesOption } from '../list-option.js';
import { defineRule } from '../rule.js';

const CAUSES = ['timeout', 'network', 'status', 'breaker-open', 'bad-response', 'foreign-answer'] as const;

export const apiUnavailable = defineRule({
  id: 'api-unavailable',
  description:
    'The API does not deliver the event: it is too slow, unreachable or failing, it answers without an event, or something else answers in its place.',
  levels: { recommended: 'observe', strict: 'deny' },
  options: {
    /**
     * The causes that match: `timeout`, `network` and `status` (the API answered with an error),
     * `breaker-open`, `bad-response`, `foreign-answer`.
     * @defaultValue all of them
     */
    causes: choicesOption(CAUSES),
  },
  reads: ['lookup', 'lookupCause'],
  judge: ({ causes = CAUSES }) => {
    const judged = new Set<string | undefined>(causes);
    return ({ lookup, lookupCause }) =>
      lookup === undefined ? undefined : lookup === 'unavailable' && judged.has(lookupCause);
  },
  explain:
    () =>
    ({ lookupCause, lookupStatus }) => ({
      message: `the API is unavailable (${lookupCause}${lookupStatus === undefined ? '' : `, HTTP ${lookupStatus}`})`,
      actual: lookupCause,
    }),
});
