import { duration } from '../duration.js';
import { numberOption } from '../option.js';
import { defineRule } from '../rule.js';

const DAY_MS = 86_400_000;

export const factoryReset = defineRule({
  id: 'factory-reset',
  description: 'The device was reset to its factory state less than `withinMs` before the event.',
  levels: { recommended: 'challenge', strict: 'deny' },
  options: {
    /** The time before the event within which a reset matches, ms. @defaultValue `86400000` */
    withinMs: numberOption(DAY_MS, { looser: 'lower', unit: 'ms' }),
  },
  reads: ['event'],
  judge:
    ({ withinMs }) =>
    (_signals, event) => {
      if (event?.factoryResetAt === 0) return false;
      if (event?.factoryResetAt === undefined || event.timestamp === undefined) return undefined;
      return event.timestamp - event.factoryResetAt < withinMs;
    },
  explain:
    ({ withinMs }) =>
    (_signals, event) => {
      const actual = (event?.timestamp ?? 0) - (event?.factoryResetAt ?? 0);
      return {
        message: `the device was reset ${duration(actual)} before the event; at least ${duration(withinMs)} is expected`,
        actual,
        expected: withinMs,
      };
    },
});
