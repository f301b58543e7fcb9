import { flagRule } from '../flag-rule.js';

export const partialEvent = flagRule({
  id: 'partial-event',
  description: 'The vendor is still computing signals: missing ones may follow.',
  flag: 'partial',
  levels: { recommended: 'challenge', strict: 'deny' },
  clientCauses: 'failure',
  message: 'signals of the event are still being computed',
});
