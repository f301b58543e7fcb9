import type { IpMatch } from '../../signals/ip-match.js';
import { choiceOption } from '../option.js';
import { defineRule } from '../rule.js';

const TOLERANCES = ['same', 'same-network', 'same-asn', 'same-country'] as const satisfies readonly IpMatch[];

/** The relation of the client's address to the event's, in words. */
const SEEN: Readonly<Record<IpMatch, string>> = {
  same: "is the event's",
  'same-network': "is in the event's network",
  'same-asn': "belongs to the event's provider",
  'same-country': "is in the event's country",
  different: "is in a different country from the event's",
  'other-network': "is in a different network from the event's",
};
const ASKED: Readonly<Record<(typeof TOLERANCES)[number], string>> = {
  same: 'be the same',
  'same-network': 'share a network',
  'same-asn': 'share a provider',
  'same-country': 'share a country',
};

export const ipMismatch = defineRule({
  id: 'ip-mismatch',
  description: "The client's address is further from the event's than `tolerance`.",
  levels: { recommended: 'observe', strict: 'challenge' },
  options: {
    /**
     * The least that the two addresses must have in common for the rule not to match.
     * @defaultValue `'same-country'`; in `strict` `'same-asn'`
     */
    tolerance: choiceOption(TOLERANCES, 'same-country', 'same-asn'),
  },
  reads: ['ipMatch'],
  judge: ({ tolerance }) => {
    const near = new Set<IpMatch>(TOLERANCES.slice(0, TOLERANCES.indexOf(tolerance) + 1));
    return ({ ipMatch }) => {
      if (ipMatch === undefined) return undefined;
      if (ipMatch === 'other-network' && tolerance === 'same-country') return undefined;
      return !near.has(ipMatch);
    };
  },
  explain:
    ({ tolerance }) =>
    ({ ipMatch }) => ({
      message: `the client's address ${ipMatch && SEEN[ipMatch]}; the two have to ${ASKED[tolerance]}`,
      actual: ipMatch,
      expected: tolerance,
    }),
});
