import { flagRule } from '../flag-rule.js';

export const partialEvent = flagRule({
  id: 'partial-event',
  description: 'The vendor is still computing signals: what is absent may come.',
  flag: 'partial',
  levels: { recommended: 'challenge', strict: 'deny' },
  message: 'signals of the event are still being computed',
});
