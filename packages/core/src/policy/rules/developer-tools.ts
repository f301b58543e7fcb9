import { flagRule } from '../flag-rule.js';

export const developerTools = flagRule({
  id: 'developer-tools',
  description: 'The developer tools of the browser are open.',
  flag: 'developerTools',
  levels: { recommended: 'observe', strict: 'challenge' },
  message: 'the developer tools of the browser are open',
});
