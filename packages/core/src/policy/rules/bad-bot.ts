import { defineRule } from '../rule.js';
import { is } from '../three-valued.js';

export const badBot = defineRule({
  id: 'bad-bot',
  description:
    'The visitor is a bad bot. Good bots, such as search engines, do not match; nor do agents that `ai-agent` allows.',
  levels: { recommended: 'deny', strict: 'deny' },
  options: {},
  reads: ['bot'],
  sparesAllowedAgents: true,
  judge:
    () =>
    ({ bot }) =>
      is(bot, 'bad'),
  explain: () => (_signals, event) => ({
    message: `the visitor is a bad bot${event?.botType === undefined ? '' : ` (${event.botType})`}`,
    actual: 'bad',
  }),
});
