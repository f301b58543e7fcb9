import { flagRule } from '../flag-rule.js';

export const rootedDevice = flagRule({
  id: 'rooted-device',
  description: 'The Android device is rooted.',
  flag: 'rootApps',
  levels: { recommended: 'challenge', strict: 'deny' },
  message: 'the Android device is rooted',
});
