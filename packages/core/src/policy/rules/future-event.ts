import { duration } from '../duration.js';
import { numberOption } from '../option.js';
import { defineRule } from '../rule.js';
import { below } from '../three-valued.js';

export const futureEvent = defineRule({
  id: 'future-event',
  description: "The event is ahead of this server's clock by more than `maxSkewMs`.",
  levels: { recommended: 'deny', strict: 'deny' },
  clientCauses: 'failure',
  options: {
    /**
     * The furthest lead over this server's clock that does not match, ms; at most the guard's `maxClockSkewMs`.
     * @defaultValue `30000`
     */
    maxSkewMs: numberOption(30_000, { unit: 'ms' }),
  },
  reads: ['ageMs'],
  judge:
    ({ maxSkewMs }) =>
    ({ ageMs }) =>
      below(ageMs, -maxSkewMs),
  explain:
    ({ maxSkewMs }) =>
    ({ ageMs = 0 }) => ({
      message: `the event is ${duration(-ageMs, Math.ceil)} in the future; at most ${duration(maxSkewMs)} is allowed`,
      actual: -ageMs,
      expected: maxSkewMs,
    }),
});
