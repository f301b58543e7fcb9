import { describe, expect, test } from '@jest/globals';
import {
  type Condition,
  definePolicy,
  evaluatePolicy,
  explainPolicy,
  type FingerprintEvent,
  type PolicyConfig,
  type Signals,
} from '../../src/index.js';
import { RULES } from '../../src/policy/rules/index.js';

const find = (policy: PolicyConfig, rule: string) =>
  explainPolicy(policy).rules.find((explained) => explained.rule === rule);

describe('explainPolicy', () => {
  test('has every rule of a preset, with its level, options and description', () => {
    const { mode, modeFrom, rules } = explainPolicy('strict');
    expect([mode, modeFrom]).toEqual(['enforce', 'default']);
    expect(rules.map(({ rule, description }) => [rule, description])).toEqual(
      RULES.map(({ id, description }) => [id, description]),
    );
    expect(rules.find(({ rule }) => rule === 'stale-event')).toEqual({
      rule: 'stale-event',
      description: 'The event is older than `maxAgeMs`.',
      help: '@fingerprint-guard/core/docs/rules.md#stale-event',
      level: 'deny',
      levelFrom: 'extends: strict',
      options: { maxAgeMs: 30_000 },
      optionsFrom: { maxAgeMs: 'extends: strict' },
      reads: ['ageMs'],
    });
  });

  test('says where a level and each option were set', () => {
    const shop: PolicyConfig = { rules: { vpn: ['challenge', { minConfidence: 'high' }] } };
    const policy: PolicyConfig = {
      extends: ['strict', { rules: { 'stale-event': 'challenge' } }, shop],
      mode: 'monitor',
      rules: { vpn: 'off', tampering: ['deny', { maxAnomaly: 0.7 }], tor: ['deny', { sample: 0.1 }] },
    };
    expect(explainPolicy(policy)).toMatchObject({ mode: 'monitor', modeFrom: 'mode' });
    expect(find(policy, 'incognito')).toMatchObject({ level: 'challenge', levelFrom: 'extends[0]: strict' });
    expect(find(policy, 'stale-event')).toMatchObject({
      level: 'challenge',
      levelFrom: 'extends[1].rules.stale-event',
      options: { maxAgeMs: 30_000 },
      optionsFrom: { maxAgeMs: 'extends[0]: strict' },
    });
    expect(find(policy, 'vpn')).toMatchObject({
      level: 'off',
      levelFrom: 'rules.vpn',
      options: { minConfidence: 'high' },
      optionsFrom: { minConfidence: 'extends[2].rules.vpn' },
    });
    expect(find(policy, 'tampering')).toMatchObject({
      options: { maxAnomaly: 0.7, maxMlScore: 0.8 },
      optionsFrom: { maxAnomaly: 'rules.tampering', maxMlScore: 'default' },
    });
    expect(find(policy, 'tor')).toMatchObject({
      options: { sample: 0.1 },
      optionsFrom: { sample: 'rules.tor' },
    });
  });

  test('names what a policy extends by default', () => {
    expect(find({}, 'tor')).toMatchObject({ level: 'challenge', levelFrom: 'recommended' });
    expect(find({ extends: { rules: { tor: 'deny' } } }, 'vpn')).toMatchObject({
      levelFrom: 'extends: recommended',
    });
  });

  test('has custom rules', () => {
    const when: Condition = { incognito: true };
    const base: PolicyConfig = {
      rules: { mine: ['deny', { when }], said: ['off', { when, message: 'Why.' }] },
    };
    expect(find({ extends: base, rules: { mine: 'observe' } }, 'mine')).toEqual({
      rule: 'mine',
      description: 'A custom rule.',
      level: 'observe',
      levelFrom: 'rules.mine',
      options: { when },
      optionsFrom: { when: 'extends.rules.mine' },
      reads: ['incognito'],
    });
    expect(find(base, 'said')).toMatchObject({ level: 'off', description: 'Why.', reads: [] });
  });

  test('is frozen, plain data, the same of a defined policy, and shares nothing with it', () => {
    const policy = definePolicy({ rules: { 'ip-blocklist': ['deny', { lists: ['emailSpam'] }] } });
    const explained = explainPolicy(policy);
    expect(explained).toEqual(JSON.parse(JSON.stringify(explained)));
    expect(explained).toEqual(explainPolicy(JSON.parse(JSON.stringify(policy))));
    const lists = explained.rules.find(({ rule }) => rule === 'ip-blocklist')?.options.lists;
    expect([Object.isFrozen(explained), Object.isFrozen(lists)]).toEqual([true, true]);
  });

  test('refuses what definePolicy refuses', () => {
    const policy = { rules: { tr: 'deny' } } as PolicyConfig;
    expect(() => explainPolicy(policy)).toThrow('rules.tr: unknown rule; did you mean tor?');
    expect(() => explainPolicy('recomended' as 'recommended')).toThrow('did you mean recommended?');
  });
});

describe('the reason of a custom rule', () => {
  const because = (when: Condition, signals: Signals, event: object = {}, message?: string) => {
    const options = { when, ...(message === undefined ? {} : { message }) };
    const policy: PolicyConfig = { extends: 'observe-all', rules: { mine: ['deny', options] } };
    const known = { eventId: 'e', generation: 'v4', failed: {}, raw: {}, ...event } as FingerprintEvent;
    return evaluatePolicy(policy, { signals, event: known }).reasons[0];
  };

  test.each<[Condition, Signals, string]>([
    [{ incognito: true }, { incognito: true }, 'incognito is true'],
    [{ suspectScore: { gte: 15 } }, { suspectScore: 18 }, 'suspectScore is 18 (at least 15)'],
    [{ suspectScore: { gt: 5, lt: 15 } }, { suspectScore: 9 }, 'suspectScore is 9 (above 5, below 15)'],
    [{ botProbability: { lte: 1 } }, { botProbability: 0.5 }, 'botProbability is 0.5 (at most 1)'],
    [{ bot: { ne: 'good' } }, { bot: 'bad' }, "bot is 'bad' (not 'good')"],
    [{ countryCode: { in: ['KP', 'FR'] } }, { countryCode: 'FR' }, "countryCode is 'FR' (one of 'KP', 'FR')"],
    [{ countryCode: { notIn: ['DE'] } }, { countryCode: 'FR' }, "countryCode is 'FR' (none of 'DE')"],
    [{ incognito: true, tor: false }, { incognito: true, tor: false }, 'incognito is true and tor is false'],
    [{ any: [{ tor: true }, { vpn: true }] }, { tor: false, vpn: true }, 'vpn is true'],
    [
      { not: { any: [{ tor: true }, { bot: 'good' }] } },
      { tor: false, bot: 'bad' },
      "tor is false and bot is 'bad'",
    ],
    [{ not: { all: [{ tor: true }, { vpn: true }] } }, { tor: false, vpn: true }, 'tor is false'],
    [{ not: { suspectScore: { lt: 5 } } }, { suspectScore: 9 }, 'suspectScore is 9'],
  ])('%j of %j: %s', (when, signals, message) => {
    expect(because(when, signals)).toMatchObject({ message, expected: when });
  });

  test('has the observed values, but not those of IDs and addresses', () => {
    const when = {
      visitorId: { in: ['v-1', 'v-2'] },
      'event.ip': '203.0.113.9',
      'event.tags.user': 77,
      tor: true,
    };
    const event = { ip: '203.0.113.9', tags: { user: 77 } };
    expect(because(when, { visitorId: 'v-2', tor: true }, event)).toEqual({
      rule: 'mine',
      level: 'deny',
      message:
        "visitorId meets the rule's condition and event.ip meets the rule's condition and event.tags.user meets the rule's condition and tor is true",
      actual: { visitorId: 'v-2', 'event.ip': '203.0.113.9', 'event.tags.user': 77, tor: true },
      expected: when,
    });
    expect(because({ not: { linkedId: 'user-1' } }, { linkedId: 'user-2' })?.message).toBe(
      "linkedId does not meet the rule's condition",
    );
  });

  test("is the rule's own message, if it has one", () => {
    expect(because({ tor: true }, { tor: true }, {}, 'Tor is not for payments')).toEqual({
      rule: 'mine',
      level: 'deny',
      message: 'Tor is not for payments',
      actual: { tor: true },
      expected: { tor: true },
    });
  });
});
