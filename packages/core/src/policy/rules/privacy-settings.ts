import { flagRule } from '../flag-rule.js';

export const privacySettings = flagRule({
  id: 'privacy-settings',
  description: 'The browser resists identification, by its settings or its kind.',
  flag: 'privacySettings',
  levels: { recommended: 'observe', strict: 'challenge' },
  message: 'the browser resists identification',
});
