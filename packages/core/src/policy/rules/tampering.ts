import { numberOption } from '../option.js';
import { defineRule } from '../rule.js';
import { above, orKnown } from '../three-valued.js';

export const tampering = defineRule({
  id: 'tampering',
  description:
    "The browser was tampered with: the vendor says so, its anomaly score is above `maxAnomaly`, or its model's score above `maxMlScore`.",
  levels: { recommended: 'challenge', strict: 'deny' },
  // The vendor calls an anomaly score above 0.5 and a model score above 0.8 actionable.
  options: {
    /** The highest anomaly score that does not match, 0..1. @defaultValue `0.5` */
    maxAnomaly: numberOption(0.5, { max: 1 }),
    /** The highest score of the vendor's model that does not match, 0..1. @defaultValue `0.8` */
    maxMlScore: numberOption(0.8, { max: 1 }),
  },
  reads: ['tampering', 'event'],
  judge:
    ({ maxAnomaly, maxMlScore }) =>
    ({ tampering }, event) =>
      orKnown(
        orKnown(tampering, above(event?.tampering?.anomalyScore, maxAnomaly)),
        above(event?.tampering?.mlScore, maxMlScore),
      ),
  explain:
    ({ maxAnomaly, maxMlScore }) =>
    (_signals, event) => {
      const { anomalyScore, mlScore } = event?.tampering ?? {};
      const scores = [
        ['anomaly score', anomalyScore, maxAnomaly] as const,
        ["model's score", mlScore, maxMlScore] as const,
      ].flatMap(([name, score, max]) =>
        above(score, max) ? [`${name} ${score}; at most ${max} allowed`] : [],
      );
      return {
        message: `the browser was tampered with (${scores.join(', ') || "the vendor's verdict"})`,
        actual: { anomalyScore, mlScore },
        expected: { maxAnomaly, maxMlScore },
      };
    },
});
