import { defineRule } from '../rule.js';
import { is } from '../three-valued.js';

export const timezoneMismatch = defineRule({
  id: 'timezone-mismatch',
  description: "The browser's time zone and that of the event's address show different times.",
  levels: { recommended: 'observe', strict: 'challenge' },
  options: {},
  reads: ['timezoneMismatch', 'event'],
  judge: () => (signals) => is(signals.timezoneMismatch, true),
  explain: () => (_signals, event) => ({
    message: "the browser's time zone is not that of the event's address",
    actual: event?.vpn?.originTimezone,
    expected: event?.ipInfo?.v4?.location?.timezone ?? event?.ipInfo?.v6?.location?.timezone,
  }),
});
