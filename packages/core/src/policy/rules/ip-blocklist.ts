import type { FingerprintEvent } from '../../event/fingerprint-event.js';
import { listOfChoices } from '../list-option.js';
import { defineRule } from '../rule.js';
import { anyOf } from '../three-valued.js';

type List = keyof NonNullable<FingerprintEvent['ipBlocklist']>;
const LISTS = ['emailSpam', 'attackSource'] as const satisfies readonly List[];
const IN_WORDS: Readonly<Record<List, string>> = {
  emailSpam: 'sources of spam',
  attackSource: 'sources of attacks',
};

export const ipBlocklist = defineRule({
  id: 'ip-blocklist',
  description:
    "The event's address is on one of `lists`. Carriers share addresses on spam lists among many customers.",
  levels: { recommended: 'challenge', strict: 'deny' },
  options: {
    /** The lists that match: `emailSpam`, `attackSource`. @defaultValue `['attackSource']` */
    lists: listOfChoices(LISTS, ['attackSource']),
  },
  reads: ['event'],
  judge:
    ({ lists }) =>
    (_signals, event) =>
      anyOf(lists, event?.ipBlocklist),
  explain:
    ({ lists }) =>
    (_signals, event) => {
      const found = lists.filter((list) => event?.ipBlocklist?.[list]);
      return {
        message: `the visitor's address is on a list of ${found.map((list) => IN_WORDS[list]).join(' and of ')}`,
        actual: found,
        expected: { lists },
      };
    },
});
