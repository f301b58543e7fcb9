import { flagRule } from '../flag-rule.js';

export const virtualMachine = flagRule({
  id: 'virtual-machine',
  description: 'The browser runs in a virtual machine.',
  flag: 'virtualMachine',
  levels: { recommended: 'observe', strict: 'challenge' },
  message: 'the browser runs in a virtual machine',
});
