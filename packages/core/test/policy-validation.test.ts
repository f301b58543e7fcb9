import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createFingerprintGuard, definePolicy, FingerprintError, type PolicyConfig } from '../src/index.js';

/** The lines a configuration is refused with; none where it is valid. */
function mistakesOf(config: unknown): readonly string[] {
  try {
    definePolicy(config as PolicyConfig);
    return [];
  } catch (error) {
    if (!(error instanceof FingerprintError)) throw error;
    expect(error.code).toBe('ERR_FP_POLICY');
    for (const issue of error.issues ?? []) expect(error.message).toContain(issue);
    return error.issues ?? [];
  }
}

test('every mistake is reported at once, each with its path and the nearest name', () => {
  const config = {
    extends: 'recomended',
    mod: 'monitor',
    mode: 'monitoring',
    rules: {
      incognitto: 'deny',
      'bad-bot': 'denny',
      'stale-event': ['deny', { maxAge: 60_000 }],
      'low-confidence': ['deny', { min: 2 }],
      vpn: ['deny', { methods: ['timezone_mismatch'] }],
      tor: ['deny', { whenUnknown: 'deny' }],
      'own-rule': ['deny', { when: { all: [{ incognitto: true }, { suspectScore: { gte: '15' } }] } }],
      'other-rule': ['deny', { when: { suspectScore: { gt: 1, above: 2 } } }],
    },
  };
  expect(mistakesOf(config)).toEqual([
    'mod: unknown key; did you mean mode?',
    'extends: unknown preset; did you mean recommended?',
    "mode: expected 'enforce' or 'monitor'; did you mean monitor?",
    'rules.incognitto: unknown rule; did you mean incognito?',
    "rules.bad-bot: expected 'off', 'observe', 'challenge' or 'deny'; did you mean deny?",
    'rules.stale-event.maxAge: unknown option; did you mean maxAgeMs?',
    'rules.low-confidence.min: expected a number from 0 to 1',
    expect.stringMatching(/^rules\.vpn\.methods: expected a list of some of 'timezoneMismatch', /),
    "rules.tor.whenUnknown: expected 'match'",
    'rules.own-rule.when.all[0].incognitto: unknown signal; did you mean incognito?',
    'rules.own-rule.when.all[1].suspectScore.gte: expected a number',
    'rules.other-rule.when.suspectScore.above: unknown operator',
  ]);
});

describe('a mistake is', () => {
  test.each<[string, unknown, string]>([
    ['no policy at all', null, 'expected a policy: { extends, mode, rules }'],
    ['a list', [], 'expected a policy: { extends, mode, rules }'],
    ['rules that are a list', { rules: [] }, "rules: expected an object such as { 'bad-bot': 'deny' }"],
    ['an empty extends', { extends: [] }, 'extends: an empty list says nothing'],
    [
      'a number as a level',
      { rules: { tor: 1 } },
      "rules.tor: expected 'off', 'observe', 'challenge' or 'deny'",
    ],
    ['options that are a list', { rules: { tor: ['deny', []] } }, 'rules.tor: expected options as an object'],
    [
      'more than a level and options',
      { rules: { tor: ['deny', {}, 1] } },
      'rules.tor: expected a level, or a level with options: nothing more',
    ],
    [
      'an own rule without a condition',
      { rules: { own: ['deny', {}] } },
      'rules.own: unknown rule (a rule of one\'s own needs "when")',
    ],
    [
      'a condition on a built-in rule',
      { rules: { tor: ['deny', { when: { tor: true } }] } },
      'rules.tor.when: unknown option',
    ],
    [
      'an empty condition',
      { rules: { own: ['deny', { when: {} }] } },
      'rules.own.when: an empty condition says nothing',
    ],
    [
      'an empty all',
      { rules: { own: ['deny', { when: { all: [] } }] } },
      'rules.own.when.all: expected a list of conditions, with at least one',
    ],
    [
      'an empty any',
      { rules: { own: ['deny', { when: { any: [] } }] } },
      'rules.own.when.any: expected a list of conditions, with at least one',
    ],
    [
      'an empty comparison',
      { rules: { own: ['deny', { when: { tor: {} } }] } },
      'rules.own.when.tor: an empty comparison says nothing',
    ],
    [
      'null as a value',
      { rules: { own: ['deny', { when: { tor: null } }] } },
      'rules.own.when.tor: expected a text, a number or a boolean',
    ],
    [
      'a path that leads nowhere',
      { rules: { own: ['deny', { when: { 'event.': 1 } }] } },
      'rules.own.when.event.: unknown signal; did you mean eventId?',
    ],
    ['a hostile rule name', JSON.parse('{"rules":{"__proto__":"deny"}}'), 'rules.__proto__: unknown rule'],
    [
      'a hostile signal',
      { rules: { own: ['deny', { when: JSON.parse('{"__proto__":true}') }] } },
      'rules.own.when.__proto__: unknown signal',
    ],
    [
      'a hostile operator',
      { rules: { own: ['deny', { when: { tor: { constructor: 1 } } }] } },
      'rules.own.when.tor.constructor: unknown operator',
    ],
    [
      'a mistake in what it extends',
      { extends: [{ rules: { tr: 'deny' } }] },
      'extends[0].rules.tr: unknown rule; did you mean tor?',
    ],
  ])('%s', (_what, config, line) => {
    expect(mistakesOf(config)).toEqual([line]);
  });

  test('a policy that extends itself', () => {
    const config: { extends?: unknown } = {};
    config.extends = [config];
    expect(mistakesOf(config)).toEqual(['extends[0]: a policy cannot extend itself']);
  });

  test('any JSON is either a policy or refused with a code', () => {
    const level = fc.constantFrom('off', 'deny', 'x');
    const rules = fc.dictionary(
      fc.constantFrom('tor', 'vpn', 'own'),
      fc.oneof(level, fc.tuple(level, fc.jsonValue())),
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ extends: fc.jsonValue(), rules })), (config) => {
        for (const line of mistakesOf(config)) expect(typeof line).toBe('string');
      }),
    );
  });
});

test('a valid policy is a frozen copy; what it was made of is left as it is', () => {
  const config = { rules: { 'stale-event': ['deny', { maxAgeMs: 60_000 }] } } as const satisfies PolicyConfig;
  const before = JSON.stringify(config);
  const policy = definePolicy(config);
  expect(policy).toEqual(config);
  expect(JSON.stringify(config)).toBe(before);
  expect(Object.isFrozen(policy)).toBe(true);
  expect(Object.isFrozen(policy.rules?.['stale-event'])).toBe(true);
  expect(definePolicy(policy)).toBe(policy);
});

describe('the policies of a guard', () => {
  const create = (options: object) => () => createFingerprintGuard({ apiKey: 'key', ...options });

  test('are validated at once, each mistake under its name', () => {
    const options = { policy: { rules: { tr: 'deny' } }, policies: { login: { rules: { vp: 'deny' } } } };
    expect(create(options)).toThrow(
      expect.objectContaining({
        code: 'ERR_FP_POLICY',
        issues: [
          'policy.rules.tr: unknown rule; did you mean tor?',
          'policies.login.rules.vp: unknown rule; did you mean vpn?',
        ],
      }),
    );
  });

  test("may not allow more than the guard's own bounds", () => {
    const stale = { rules: { 'stale-event': ['deny', { maxAgeMs: 600_001 }] } };
    expect(create({ policies: { slow: stale } })).toThrow(
      "policies.slow.rules.stale-event.maxAgeMs: 600001 is above the guard's maxEventAgeMs (600000)",
    );
    const future = { rules: { 'future-event': ['deny', { maxSkewMs: 30_001 }] } };
    expect(create({ policy: future })).toThrow('policy.rules.future-event.maxSkewMs');
    expect(create({ policies: { slow: stale }, maxEventAgeMs: 600_001 })).not.toThrow();
  });

  test('cannot take the names that decisions use', () => {
    expect(create({ policies: { inline: {} } })).toThrow('policies.inline: a reserved name');
  });
});
