import { flagRule } from '../flag-rule.js';

export const locationSpoofing = flagRule({
  id: 'location-spoofing',
  description: 'The device reports a false location.',
  flag: 'locationSpoofing',
  levels: { recommended: 'challenge', strict: 'deny' },
  message: 'the device pretends to be elsewhere',
});
