import { lostSignals } from '../lost-signals.js';
import { defineRule } from '../rule.js';

export const signalsUnavailable = defineRule({
  id: 'signals-unavailable',
  description:
    'A signal that a rule at challenge or deny reads is unknown: `geo` or the search for the history failed or was too slow.',
  levels: { recommended: 'observe', strict: 'challenge' },
  ...lostSignals('unavailableSignals', 'their source failed or was too slow'),
});
