import { flagRule } from '../flag-rule.js';

export const highActivity = flagRule({
  id: 'high-activity',
  description: 'The device is far more active than others.',
  flag: 'highActivity',
  levels: { recommended: 'observe', strict: 'challenge' },
  message: 'the device is far more active than others',
});
