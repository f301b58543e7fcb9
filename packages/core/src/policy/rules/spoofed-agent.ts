import { isNoAgent } from '../no-agent.js';
import { quoted } from '../operators.js';
import { defineRule } from '../rule.js';
import { is } from '../three-valued.js';

export const spoofedAgent = defineRule({
  id: 'spoofed-agent',
  description:
    'The visitor claims to be a known bot or agent, and is not: its claim can be verified, and the verification failed.',
  levels: { recommended: 'deny', strict: 'deny' },
  options: {},
  reads: ['agentIdentity', 'agentCategory', 'agentProvider', 'bot', 'reference', 'lookup'],
  judge: () => (signals) => (isNoAgent(signals) ? false : is(signals.agentIdentity, 'spoofed')),
  explain:
    () =>
    ({ agentProvider, agentCategory }) => ({
      message: `the visitor claims to be an agent of ${agentProvider === undefined ? 'a provider' : quoted(agentProvider)}, and is not`,
      actual: { provider: agentProvider, category: agentCategory, identity: 'spoofed' },
    }),
});
