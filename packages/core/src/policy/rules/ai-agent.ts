import { BOT_CATEGORIES, BOT_IDENTITIES } from '../../event/bot-info.js';
import { agentsOption } from '../agents-option.js';
import { allowedAgents } from '../allowed-agents.js';
import { choicesOption, listOfChoices, listOption } from '../list-option.js';
import { isNoAgent } from '../no-agent.js';
import { quoted } from '../operators.js';
import { stringOption } from '../option.js';
import { defineRule } from '../rule.js';
import { and, isOneOf } from '../three-valued.js';

export const aiAgent = defineRule({
  id: 'ai-agent',
  description:
    'The visitor is an AI agent, according to its category, even if it acts for a customer. Agents in `allow` do not match, neither here nor in `bad-bot` and `bot-probability`.',
  levels: { recommended: 'observe', strict: 'challenge' },
  options: {
    /** The categories that match. @defaultValue `['ai_agent', 'ai_assistant', 'ai_browser', 'ai_crawler', 'ai_search']` */
    categories: listOfChoices(BOT_CATEGORIES, [
      'ai_agent',
      'ai_assistant',
      'ai_browser',
      'ai_crawler',
      'ai_search',
    ]),
    /** The identities that match. @defaultValue all of them */
    identities: choicesOption(BOT_IDENTITIES),
    /** The providers that match, exactly as the vendor writes them. @defaultValue all of them */
    providers: listOption<string>("providers such as 'OpenAI'", stringOption()),
    /**
     * The agents that are exempt, each by its provider and by the proof of its identity; at any level of the rule, even
     * `off`.
     * @defaultValue none
     */
    allow: agentsOption(),
  },
  reads: ['agentCategory', 'agentIdentity', 'agentProvider', 'bot', 'reference', 'lookup'],
  judge: ({ categories, identities, providers, allow }) => {
    const isAllowed = allowedAgents(allow);
    return (signals) => {
      if (isNoAgent(signals) || isAllowed?.(signals)) return false;
      return and(
        isOneOf<string>(signals.agentCategory, categories),
        and(isOneOf<string>(signals.agentIdentity, identities), isOneOf(signals.agentProvider, providers)),
      );
    };
  },
  explain:
    ({ allow }) =>
    ({ agentCategory, agentIdentity, agentProvider }) => ({
      message: `the visitor is an AI agent (${agentCategory} of ${agentProvider === undefined ? 'a provider not known' : quoted(agentProvider)}, identity ${agentIdentity ?? 'not known'})`,
      actual: { category: agentCategory, identity: agentIdentity, provider: agentProvider },
      ...(allow ? { expected: { allow } } : {}),
    }),
});
