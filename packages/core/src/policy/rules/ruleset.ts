import { idOption } from '../option.js';
import { defineRule } from '../rule.js';
import { is } from '../three-valued.js';

export const ruleset = defineRule({
  id: 'ruleset',
  description:
    "The vendor's own ruleset says to block: the one of `rulesetId`, which the API is asked to apply (v4 only); without it, whichever verdict the event contains.",
  levels: { recommended: 'deny', strict: 'deny' },
  options: {
    /**
     * The ID of the ruleset that the API is asked to apply; v4 only.
     * @defaultValue none: whichever verdict the event contains
     */
    rulesetId: idOption(),
  },
  reads: ['ruleAction'],
  judge:
    () =>
    ({ ruleAction }) =>
      is(ruleAction, 'block'),
  explain: () => (_signals, event) => ({
    message: "the vendor's ruleset says to block",
    actual: event?.ruleAction,
  }),
});
