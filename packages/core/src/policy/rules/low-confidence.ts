import { numberOption } from '../option.js';
import { defineRule } from '../rule.js';
import { below } from '../three-valued.js';

export const lowConfidence = defineRule({
  id: 'low-confidence',
  description: 'The confidence of the identification is below `min`.',
  levels: { recommended: 'challenge', strict: 'deny' },
  // The vendor's recommendations range from 0.4 (its demo) to 0.9 (its stricter advice).
  options: {
    /** The lowest confidence that does not match, 0..1. @defaultValue `0.5`; in `strict` `0.9` */
    min: numberOption(0.5, { max: 1, strict: 0.9, looser: 'lower' }),
  },
  reads: ['confidence'],
  judge:
    ({ min }) =>
    ({ confidence }) =>
      below(confidence, min),
  explain:
    ({ min }) =>
    ({ confidence }) => ({
      message: `the identification has a confidence of ${confidence}; at least ${min} is expected`,
      actual: confidence,
      expected: min,
    }),
});
