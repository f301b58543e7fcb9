import { lostSignals } from '../lost-signals.js';
import { defineRule } from '../rule.js';

export const signalsUnavailable = defineRule({
  id: 'signals-unavailable',
  description:
    'A signal is unknown because `geo` or the search for the history failed or was too slow. Counts signals that a rule at challenge or deny reads.',
  levels: { recommended: 'observe', strict: 'challenge' },
  ...lostSignals('unavailableSignals', 'their source failed or was too slow'),
});
