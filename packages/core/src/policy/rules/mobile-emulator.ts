import { defineRule } from '../rule.js';
import { orKnown } from '../three-valued.js';

export const mobileEmulator = defineRule({
  id: 'mobile-emulator',
  description: 'The app runs in an Android emulator or an iOS simulator.',
  levels: { recommended: 'challenge', strict: 'deny' },
  options: {},
  reads: ['event'],
  // An event comes from one platform, and has the flag of that one only.
  judge: () => (_signals, event) => orKnown(event?.emulator, event?.simulator),
  explain: () => () => ({ message: 'the app runs in an emulator or a simulator' }),
});
