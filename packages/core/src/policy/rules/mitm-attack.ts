import { flagRule } from '../flag-rule.js';

export const mitmAttack = flagRule({
  id: 'mitm-attack',
  description: "Somebody intercepts the device's connection to Fingerprint.",
  flag: 'mitmAttack',
  levels: { recommended: 'challenge', strict: 'deny' },
  message: 'somebody reads the connection of the device',
});
