import { duration } from '../duration.js';
import { numberOption } from '../option.js';
import { defineRule } from '../rule.js';
import { above } from '../three-valued.js';

export const staleEvent = defineRule({
  id: 'stale-event',
  description: 'The event is older than `maxAgeMs`.',
  levels: { recommended: 'deny', strict: 'deny' },
  // The vendor's documentation calls an event older than two minutes suspect.
  options: {
    /**
     * The greatest age that does not match, ms; at most the guard's `maxEventAgeMs`.
     * @defaultValue `120000`; in `strict` `30000`
     */
    maxAgeMs: numberOption(120_000, { strict: 30_000, unit: 'ms' }),
  },
  reads: ['ageMs'],
  judge:
    ({ maxAgeMs }) =>
    ({ ageMs }) =>
      above(ageMs, maxAgeMs),
  explain:
    ({ maxAgeMs }) =>
    ({ ageMs = 0 }) => ({
      message: `the event is ${duration(ageMs, Math.ceil)} old; at most ${duration(maxAgeMs)} is allowed`,
      actual: ageMs,
      expected: maxAgeMs,
    }),
});
