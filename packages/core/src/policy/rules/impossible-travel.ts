import { numberOption } from '../option.js';
import { defineRule } from '../rule.js';
import { above } from '../three-valued.js';

export const impossibleTravel = defineRule({
  id: 'impossible-travel',
  description:
    'The visitor must have travelled from an earlier place faster than `maxKmh`, even allowing for the accuracy of both places. Asks for the history: up to one more call per visitor and minute.',
  levels: { recommended: 'off', strict: 'challenge' },
  // About as fast as airliners cruise.
  options: {
    /** The fastest journey that does not match, km/h. @defaultValue `900` */
    maxKmh: numberOption(900, { unit: 'km/h' }),
  },
  reads: ['travelKmh', 'travelKm'],
  judge:
    ({ maxKmh }) =>
    ({ travelKmh }) =>
      above(travelKmh, maxKmh),
  explain:
    ({ maxKmh }) =>
    ({ travelKmh = 0, travelKm = 0 }) => ({
      message: `the visitor is at least ${Math.round(travelKm)} km from where it was seen before, which takes ${Math.round(travelKmh)} km/h; at most ${maxKmh} km/h is allowed`,
      actual: travelKmh,
      expected: maxKmh,
    }),
});
