import { numberOption } from '../option.js';
import { defineRule } from '../rule.js';
import { above } from '../three-valued.js';

export const botProbability = defineRule({
  id: 'bot-probability',
  description:
    'The bot probability is above `max`; only the generation of 2019 measures it. Later generations have a verdict, which `bad-bot` checks. Agents that `ai-agent` allows do not match.',
  levels: { recommended: 'deny', strict: 'deny' },
  options: {
    /** The highest probability that does not match, 0..1. @defaultValue `0.9`; in `strict` `0.5` */
    max: numberOption(0.9, { max: 1, strict: 0.5 }),
  },
  reads: ['botProbability', 'event'],
  sparesAllowedAgents: true,
  judge:
    ({ max }) =>
    ({ botProbability }, event) =>
      botProbability === undefined || event?.generation === '2019' ? above(botProbability, max) : false,
  explain:
    ({ max }) =>
    ({ botProbability }) => ({
      message: `the bot probability is ${botProbability}; at most ${max} is allowed`,
      actual: botProbability,
      expected: max,
    }),
});
