import { flagRule } from '../flag-rule.js';

export const jailbroken = flagRule({
  id: 'jailbroken',
  description: 'The iOS device is jailbroken.',
  flag: 'jailbroken',
  levels: { recommended: 'challenge', strict: 'deny' },
  message: 'the iOS device is jailbroken',
});
