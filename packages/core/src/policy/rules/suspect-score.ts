import { numberOption } from '../option.js';
import { defineRule } from '../rule.js';
import { above } from '../three-valued.js';

export const suspectScore = defineRule({
  id: 'suspect-score',
  description: 'The suspect score is above `max`; its weights are set in your account.',
  levels: { recommended: 'observe', strict: 'deny' },
  options: {
    /** The highest score that does not match. @defaultValue `20`; in `strict` `10` */
    max: numberOption(20, { strict: 10 }),
  },
  reads: ['suspectScore'],
  judge:
    ({ max }) =>
    ({ suspectScore }) =>
      above(suspectScore, max),
  explain:
    ({ max }) =>
    ({ suspectScore }) => ({
      message: `the suspect score is ${suspectScore}; at most ${max} is allowed`,
      actual: suspectScore,
      expected: max,
    }),
});
