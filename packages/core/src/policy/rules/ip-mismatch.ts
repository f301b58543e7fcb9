import type { IpMatch } from '../../signals/ip-match.js';
import { choiceOption } from '../option.js';
import { defineRule } from '../rule.js';

const TOLERANCES = ['same', 'same-network', 'same-asn', 'same-country'] as const satisfies readonly IpMatch[];

export const ipMismatch = defineRule({
  id: 'ip-mismatch',
  description: "The client's address is further from the event's than `tolerance`.",
  levels: { recommended: 'observe', strict: 'challenge' },
  options: { tolerance: choiceOption(TOLERANCES, 'same-country', 'same-asn') },
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
      message: `the client's address compares as '${ipMatch}' with the event's; at least '${tolerance}' is expected`,
      actual: ipMatch,
      expected: tolerance,
    }),
});
