import { flagRule } from '../flag-rule.js';

export const rareDevice = flagRule({
  id: 'rare-device',
  description: 'The device is of a kind that is very rare.',
  flag: 'rareDevice',
  levels: { recommended: 'observe', strict: 'challenge' },
  message: 'the device is of a kind that is very rare',
});
