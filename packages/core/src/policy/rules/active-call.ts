import { flagRule } from '../flag-rule.js';

export const activeCall = flagRule({
  id: 'active-call',
  description: 'The phone is in a call: somebody may be telling its owner what to do. Most calls are honest.',
  flag: 'activeCall',
  levels: { recommended: 'observe', strict: 'challenge' },
  message: 'the phone is in a call',
});
