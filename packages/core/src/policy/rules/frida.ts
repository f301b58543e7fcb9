import { flagRule } from '../flag-rule.js';

export const frida = flagRule({
  id: 'frida',
  description: 'The app is instrumented with Frida.',
  flag: 'frida',
  levels: { recommended: 'challenge', strict: 'deny' },
  message: 'the app is instrumented with Frida',
});
