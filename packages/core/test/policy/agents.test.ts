import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BOT_CATEGORIES, BOT_IDENTITIES } from '../../src/event/bot-info.js';
import {
  type AllowedAgent,
  evaluatePolicy,
  type FingerprintEvent,
  type Level,
  type PolicyConfig,
  type Signals,
} from '../../src/index.js';
import { conditions, facts } from '../support/conditions.js';
import { HONEST } from './rules.table.js';

const matched = (
  policy: PolicyConfig,
  signals: Signals,
  generation: FingerprintEvent['generation'] = 'v4',
) => {
  const { reasons, observed } = evaluatePolicy(policy, {
    signals: { ...HONEST, ...signals },
    event: { generation, failed: {}, raw: {} },
  });
  return [...reasons, ...observed].map(({ rule }) => rule);
};
const allowing = (allow: readonly AllowedAgent[], level: Level = 'deny'): PolicyConfig => ({
  rules: { 'ai-agent': [level, { allow }] },
});

const SIGNED: Signals = {
  bot: 'bad',
  agentCategory: 'ai_agent',
  agentProvider: 'OpenAI',
  agentIdentity: 'signed',
  agentName: 'ChatGPT Agent',
};
const OPENAI: AllowedAgent[] = [{ provider: 'OpenAI', identities: ['signed'] }];

describe('with a verdict on bots, bad-bot alone judges', () => {
  const bad: Signals = { bot: 'bad', botProbability: 1 };

  test.each([
    ['deny', 'deny'],
    ['observe', 'allow'],
    ['off', 'allow'],
  ] as const)('at %s: %s', (level, action) => {
    const policy: PolicyConfig = { extends: 'strict', rules: { 'bad-bot': level } };
    expect(evaluatePolicy(policy, { signals: { ...HONEST, ...bad } }).action).toBe(action);
  });

  test('the probability that 2019 measured is judged, and one that follows from a verdict is not', () => {
    const measured: Signals = { bot: undefined, botProbability: 0.95 };
    expect(matched({}, measured, '2019')).toEqual(['bot-probability']);
    for (const generation of ['v3', 'v4'] as const) {
      expect(matched({}, measured, generation)).toEqual([]);
      expect(matched({}, bad, generation)).toEqual(['bad-bot']);
    }
  });
});

describe('ai-agent', () => {
  test.each(BOT_CATEGORIES)('of the category %s', (agentCategory) => {
    const isAi = agentCategory.startsWith('ai_');
    expect(matched({}, { bot: 'good', agentCategory })).toEqual(isAi ? ['ai-agent'] : []);
  });

  test('judges the categories, identities and providers it is given', () => {
    const policy: PolicyConfig = {
      rules: {
        'ai-agent': [
          'deny',
          { categories: ['browser_automation'], identities: ['unknown'], providers: ['Browserbase'] },
        ],
      },
    };
    const agent: Signals = {
      bot: 'good',
      agentCategory: 'browser_automation',
      agentIdentity: 'unknown',
      agentProvider: 'Browserbase',
    };
    expect(matched(policy, agent)).toEqual(['ai-agent']);
    for (const other of [
      { agentCategory: 'ai_agent' },
      { agentIdentity: 'signed' },
      { agentProvider: 'OpenAI' },
    ])
      expect(matched(policy, { ...agent, ...other })).toEqual([]);
    const { unknown } = evaluatePolicy(policy, {
      signals: { ...HONEST, ...agent, agentProvider: undefined },
    });
    expect(unknown).toContain('ai-agent');
  });

  test('is judged, and does not match, for a visit that is no agent’s', () => {
    const policy: PolicyConfig = {
      rules: {
        'ai-agent': ['deny', { whenUnknown: 'match' }],
        'spoofed-agent': ['deny', { whenUnknown: 'match' }],
      },
    };
    expect(matched(policy, { bot: 'not_detected' })).toEqual([]);
    expect(matched(policy, { bot: undefined }).sort()).toEqual(['ai-agent', 'spoofed-agent']);
  });

  test('takes what the vendor adds: an AI browser in which no bot was detected', () => {
    expect(matched({}, { bot: 'not_detected', agentCategory: 'ai_browser' })).toEqual(['ai-agent']);
    expect(matched({}, { bot: 'good', agentCategory: 'ai_of_tomorrow' })).toEqual([]);
  });
});

describe('an allowed agent', () => {
  const LET_OFF = ['ai-agent', 'bad-bot'] as const;

  test('is exempt from ai-agent and bad-bot', () => {
    expect(matched({}, SIGNED).sort()).toEqual([...LET_OFF].sort());
    expect(matched(allowing(OPENAI), SIGNED)).toEqual([]);
  });

  test('is exempt from bot-probability', () => {
    const measured: Signals = { ...SIGNED, bot: undefined, botProbability: 1 };
    expect(matched({}, measured, '2019')).toContain('bot-probability');
    expect(matched(allowing(OPENAI), measured, '2019')).toEqual([]);
  });

  test.each<[string, Signals, string]>([
    ['freshness', { ageMs: 600_000 }, 'stale-event'],
    ['one use', { reused: true }, 'reused-event'],
    ['the vendor’s own replay check', { replayed: true }, 'replayed-payload'],
    ['the origin', { originAllowed: false }, 'origin-mismatch'],
    ['the address', { ipMatch: 'different' }, 'ip-mismatch'],
    ['the linked ID', { linkedIdMatches: false }, 'linked-id-mismatch'],
    ['the environment', { environmentAllowed: false }, 'environment-mismatch'],
    ['tampering', { tampering: true }, 'tampering'],
    ['its data centre', { datacenter: true }, 'datacenter'],
    ['an event at all', { reference: 'missing' }, 'missing-event'],
  ])('is not exempt from %s', (_what, signals, rule) => {
    expect(matched(allowing(OPENAI), { ...SIGNED, ...signals })).toEqual([rule]);
  });

  test.each<[string, Signals]>([
    ['only its name', { agentProvider: undefined }],
    ['an identity that is not known', { agentIdentity: 'unknown' }],
    ['no identity', { agentIdentity: undefined }],
    ['another provider', { agentProvider: 'Anthropic' }],
    ['the provider’s other kind of proof', { agentIdentity: 'verified' }],
    ['a provider in other letters', { agentProvider: 'openai' }],
  ])('is not allowed with %s', (_what, signals) => {
    expect(matched(allowing(OPENAI), { ...SIGNED, ...signals })).toContain('bad-bot');
  });

  test('is exempt whatever the level of ai-agent', () => {
    for (const level of ['off', 'observe', 'challenge', 'deny'] as const)
      expect(matched(allowing(OPENAI, level), SIGNED)).toEqual([]);
  });

  test('distinguishes policies, also if the rule is off', () => {
    const revisionOf = (policy: PolicyConfig) => evaluatePolicy(policy, { signals: HONEST }).policyRevision;
    const off = revisionOf({ rules: { 'ai-agent': 'off' } });
    expect(revisionOf(allowing(OPENAI, 'off'))).not.toBe(off);
    expect(revisionOf(allowing(OPENAI, 'off'))).toBe(revisionOf(allowing([...OPENAI], 'off')));
    expect(revisionOf({ rules: { 'ai-agent': ['off', {}] } })).toBe(off);
  });

  test('stays exempt under a policy that raises only the level of the rule', () => {
    expect(matched({ extends: allowing(OPENAI, 'off'), rules: { 'ai-agent': 'deny' } }, SIGNED)).toEqual([]);
  });

  test('is no longer allowed by a rule whose options were replaced', () => {
    const replaced: PolicyConfig = {
      extends: allowing(OPENAI),
      rules: { 'ai-agent': ['deny', { providers: ['OpenAI'] }] },
    };
    expect(matched(replaced, SIGNED)).toEqual(['bad-bot', 'ai-agent']);
  });

  test.each<[string, unknown, string]>([
    ['without identities', [{ provider: 'OpenAI' }], 'allow[0].identities: expected an array of'],
    ['without a provider', [{ identities: ['signed'] }], 'allow[0].provider: expected a string'],
    [
      'by an identity that proves nothing',
      [{ provider: 'OpenAI', identities: ['unknown'] }],
      "allow[0].identities[0]: expected one of 'verified', 'signed'",
    ],
    [
      'by a name',
      [{ provider: 'OpenAI', identities: ['signed'], name: 'ChatGPT Agent' }],
      'allow[0].name: unknown key',
    ],
    ['by nothing', [], 'allow: expected an array of agents'],
    ['as text', ['OpenAI'], 'allow[0]: expected an agent such as'],
  ])('cannot be named %s', (_what, allow, message) => {
    const policy = { rules: { 'ai-agent': ['deny', { allow }] } } as unknown as PolicyConfig;
    expect(() => evaluatePolicy(policy, { signals: HONEST })).toThrow(`rules.ai-agent.${message}`);
  });
});

describe('always', () => {
  const providers = ['OpenAI', 'Anthropic', 'openai'];
  const level = fc.constantFrom<Level>('off', 'observe', 'challenge', 'deny');
  const agents = fc.record<Signals>(
    {
      bot: fc.constantFrom('good', 'bad', 'not_detected', undefined),
      botProbability: fc.constantFrom(0, 1),
      agentCategory: fc.constantFrom(...BOT_CATEGORIES, 'tomorrow'),
      agentIdentity: fc.constantFrom(...BOT_IDENTITIES, 'tomorrow', undefined),
      agentProvider: fc.constantFrom(...providers, undefined),
      agentName: fc.constantFrom(...providers),
    },
    { requiredKeys: [] },
  );
  const allow = fc.array(
    fc.record<AllowedAgent>({
      provider: fc.constantFrom(...providers),
      identities: fc.subarray(['verified', 'signed'] as const, { minLength: 1 }),
    }),
    { minLength: 1, maxLength: 3 },
  );
  const policies = fc
    .tuple(
      fc.constantFrom('recommended', 'strict', 'observe-all'),
      fc.dictionary(fc.constantFrom('bad-bot', 'bot-probability', 'tor', 'spoofed-agent'), level),
      level,
      allow,
      conditions,
    )
    .map(
      ([base, rules, own, allowed, when]) =>
        ({
          extends: base,
          rules: { ...rules, own: ['challenge', { when }], 'ai-agent': [own, { allow: allowed }] },
        }) as PolicyConfig,
    );
  const RANK = { allow: 0, challenge: 1, deny: 2 };

  test('an agent without a proven identity is judged as if nobody were allowed', () => {
    fc.assert(
      fc.property(policies, facts, agents, (policy, signals, agent) => {
        fc.pre(agent.agentIdentity !== 'verified' && agent.agentIdentity !== 'signed');
        const { rules = {} } = policy;
        const [own] = rules['ai-agent'] as unknown as [Level];
        const nobody = { ...policy, rules: { ...rules, 'ai-agent': [own, {}] } } as PolicyConfig;
        const visit = { signals: { ...signals, ...agent } };
        const { action, reasons, observed } = evaluatePolicy(policy, visit);
        const judged = evaluatePolicy(nobody, visit);
        const ids = [reasons, observed].map((list) => list.map(({ rule }) => rule));
        expect(action).toBe(judged.action);
        expect(ids).toEqual([judged.reasons, judged.observed].map((list) => list.map(({ rule }) => rule)));
      }),
      { numRuns: 300 },
    );
  });

  test('a rule raised never loosens a decision, also with agents that are allowed', () => {
    const names = fc.constantFrom('ai-agent', 'bad-bot', 'bot-probability', 'spoofed-agent', 'own');
    const order: Level[] = ['off', 'observe', 'challenge', 'deny'];
    fc.assert(
      fc.property(policies, facts, agents, names, level, (policy, signals, agent, name, raised) => {
        const visit = { signals: { ...signals, ...agent } };
        const setting = policy.rules?.[name];
        const current = Array.isArray(setting) ? setting[0] : setting;
        const preset = { recommended: 'deny', strict: 'deny', 'observe-all': 'observe' } as const;
        const from = current ?? preset[policy.extends as keyof typeof preset];
        fc.pre(order.indexOf(raised) >= order.indexOf(from));
        const before = evaluatePolicy(policy, visit);
        const after = evaluatePolicy({ extends: policy, rules: { [name]: raised } }, visit);
        expect(RANK[after.action]).toBeGreaterThanOrEqual(RANK[before.action]);
      }),
      { numRuns: 300 },
    );
  });
});
