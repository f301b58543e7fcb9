import { flagRule } from '../flag-rule.js';

export const privacySettings = flagRule({
  id: 'privacy-settings',
  description: 'The browser resists fingerprinting, by its settings or by design.',
  flag: 'privacySettings',
  levels: { recommended: 'observe', strict: 'challenge' },
  message: 'the browser resists identification',
});
