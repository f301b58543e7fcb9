import { flagRule } from '../flag-rule.js';

export const clonedApp = flagRule({
  id: 'cloned-app',
  description: 'The app is a clone that runs alongside the original.',
  flag: 'clonedApp',
  levels: { recommended: 'challenge', strict: 'deny' },
  message: 'the app is a clone',
});
