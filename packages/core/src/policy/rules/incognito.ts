import { defineRule } from '../rule.js';

export const incognito = defineRule({
  id: 'incognito',
  description: 'The browser is in incognito (private) mode.',
  levels: { recommended: 'observe', strict: 'challenge' },
  options: {},
  reads: ['incognito'],
  judge:
    () =>
    ({ incognito }) =>
      incognito,
  explain: () => () => ({ message: 'the browser is in incognito mode' }),
});
