import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  createFingerprintGuard,
  definePolicy,
  evaluatePolicy,
  explainPolicy,
  FingerprintError,
  type FingerprintEvent,
  type PolicyConfig,
} from '../../src/index.js';

/** The issues of a configuration; none if it is valid. */
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

test('ten different issues are ten lines, each with its path and a suggestion', () => {
  const config = {
    extends: 'recomended',
    mod: 'monitor',
    mode: 'monitoring',
    rules: {
      incognitto: 'deny',
      'bad-bot': 'denny',
      'stale-event': ['deny', { maxAge: 60_000 }],
      vpn: ['deny', { methods: ['publicVpn', 'timezone_mismatch'] }],
      velocity: ['deny', { limits: { 'distinctIps.5m': 3 } }],
      'own-rule': ['deny', { when: { all: [{ incognitto: true }, { lookup: 'unavailble' }] } }],
    },
  };
  expect(mistakesOf(config)).toEqual([
    'mod: unknown key; did you mean mode?',
    'extends: unknown preset; did you mean recommended?',
    "mode: expected 'enforce' or 'monitor'; did you mean monitor?",
    'rules.incognitto: unknown rule; did you mean incognito?',
    "rules.bad-bot: expected 'off', 'observe', 'challenge' or 'deny'; did you mean deny?",
    'rules.stale-event.maxAge: unknown option; did you mean maxAgeMs?',
    expect.stringMatching(/^rules\.vpn\.methods\[1\]: expected one of .*; did you mean timezoneMismatch\?$/),
    'rules.velocity.limits.distinctIps.5m: unknown count; did you mean distinctIp.5m?',
    'rules.own-rule.when.all[0].incognitto: unknown signal; did you mean incognito?',
    expect.stringMatching(/^rules\.own-rule\.when\.all\[1\]\.lookup: .*; did you mean unavailable\?$/),
  ]);
});

describe('an issue is', () => {
  test.each<[string, unknown, string]>([
    ['no policy at all', null, 'expected a policy, a plain object: { extends, mode, rules }'],
    ['a list', [], 'expected a policy, a plain object: { extends, mode, rules }'],
    ['a promise', Promise.resolve({}), 'expected a policy, a plain object: { extends, mode, rules }'],
    ['a Map', new Map(), 'expected a policy, a plain object: { extends, mode, rules }'],
    ['an invalid preset', 'strct', 'extends: unknown preset; did you mean strict?'],
    ['rules that are a list', { rules: [] }, "rules: expected an object such as { 'bad-bot': 'deny' }"],
    ['an empty extends', { extends: [] }, 'extends: an empty array says nothing'],
    [
      'a number as a level',
      { rules: { tor: 1 } },
      "rules.tor: expected 'off', 'observe', 'challenge' or 'deny'",
    ],
    ['options that are a list', { rules: { tor: ['deny', []] } }, 'rules.tor: expected options as an object'],
    [
      'more than a level and options',
      { rules: { tor: ['deny', {}, 1] } },
      'rules.tor: expected a level, or a level and its options, and nothing more',
    ],
    [
      'an own rule by its level alone',
      { rules: { own: 'deny' } },
      'rules.own: unknown rule (a custom rule needs "when")',
    ],
    [
      'an own rule without a condition',
      { rules: { own: ['deny', {}] } },
      'rules.own: unknown rule (a custom rule needs "when")',
    ],
    [
      'a condition on a built-in rule',
      { rules: { tor: ['deny', { when: { tor: true } }] } },
      'rules.tor.when: unknown option; known: whenUnknown, sample',
    ],
    [
      'an empty condition',
      { rules: { own: ['deny', { when: {} }] } },
      'rules.own.when: an empty condition says nothing',
    ],
    [
      'an empty all',
      { rules: { own: ['deny', { when: { all: [] } }] } },
      'rules.own.when.all: expected an array of at least one condition',
    ],
    [
      'an empty any',
      { rules: { own: ['deny', { when: { any: [] } }] } },
      'rules.own.when.any: expected an array of at least one condition',
    ],
    [
      'an empty comparison',
      { rules: { own: ['deny', { when: { tor: {} } }] } },
      'rules.own.when.tor: an empty comparison says nothing',
    ],
    [
      'null as a value',
      { rules: { own: ['deny', { when: { tor: null } }] } },
      'rules.own.when.tor: expected true or false',
    ],
    [
      'a path that leads nowhere',
      { rules: { own: ['deny', { when: { 'event.': 1 } }] } },
      'rules.own.when.event.: unknown signal; did you mean eventId?',
    ],
    [
      'a hostile rule name',
      JSON.parse('{"rules":{"__proto__":"deny"}}'),
      'rules.__proto__: unknown rule (a custom rule needs "when")',
    ],
    [
      'a hostile signal',
      { rules: { own: ['deny', { when: JSON.parse('{"__proto__":true}') }] } },
      'rules.own.when.__proto__: unknown signal',
    ],
    [
      'a hostile operator',
      { rules: { own: ['deny', { when: { tor: { constructor: 1 } } }] } },
      'rules.own.when.tor.constructor: unknown operator; known: eq, ne, gt, gte, lt, lte, in, notIn',
    ],
    ...Object.entries({
      'low-confidence': ['min', 2, 'a number from 0 to 1'],
      'stale-event': ['maxAgeMs', '60000', 'a number of ms from 0'],
      'future-event': ['maxSkewMs', Number.NaN, 'a number of ms from 0'],
      tor: ['whenUnknown', 'deny', "'match'"],
      bot: ['sample', 1.5, 'a number from 0 to 1'],
      'ip-mismatch': ['tolerance', 1, "one of 'same', 'same-network', 'same-asn', 'same-country'"],
      vpn: [
        'methods',
        [],
        "an array of some of 'timezoneMismatch', 'publicVpn', 'auxiliaryMobile', 'osMismatch', 'relay', 'mlPrediction'",
      ],
      velocity: ['limits', {}, "limits such as { 'distinctIp.5m': 5 }"],
    } as Record<string, [string, unknown, string]>).map(
      ([rule, [option, value, expected]]): [string, unknown, string] => [
        `${option} of ${JSON.stringify(value)}`,
        { rules: { [rule === 'bot' ? 'bad-bot' : rule]: ['deny', { [option]: value }] } },
        `rules.${rule === 'bot' ? 'bad-bot' : rule}.${option}: expected ${expected}`,
      ],
    ),
    [
      'an invalid own origin',
      { rules: { 'origin-mismatch': ['deny', { origins: ['https://shop.example', 'shop'] }] } },
      "rules.origin-mismatch.origins[1]: expected an origin such as 'https://shop.example'",
    ],
    [
      'an invalid expected signal',
      { rules: { 'missing-signals': ['deny', { signals: ['event.velocty.events.5m'] }] } },
      'rules.missing-signals.signals[0]: unknown signal; did you mean event.velocity.events.5m?',
    ],
    [
      'an invalid limit',
      { rules: { velocity: ['deny', { limits: { 'events.5m': -1 } }] } },
      'rules.velocity.limits.events.5m: expected a number from 0',
    ],
    [
      'an invalid own message',
      { rules: { own: ['deny', { when: { tor: true }, message: '' }] } },
      'rules.own.message: expected a string',
    ],
    ['an invalid schema', { $schema: 1 }, '$schema: expected the address of a schema'],
    [
      'a path into a field that no event has',
      { rules: { own: ['deny', { when: { 'event.velocity.distinctIP.5m': { gt: 1 } } }] } },
      'rules.own.when.event.velocity.distinctIP.5m: unknown signal; did you mean event.velocity.distinctIp.5m?',
    ],
    [
      'a path to what is no single value',
      { rules: { own: ['deny', { when: { 'event.velocity.distinctIp': 1 } }] } },
      'rules.own.when.event.velocity.distinctIp: a signal that is not a single value cannot be compared',
    ],
    [
      'a signal that is a list',
      { rules: { own: ['deny', { when: { missingSignals: 'bot' } }] } },
      'rules.own.when.missingSignals: a signal that is an array cannot be compared',
    ],
    [
      'a string for a boolean',
      { rules: { own: ['deny', { when: { incognito: 'yes' } }] } },
      'rules.own.when.incognito: expected true or false',
    ],
    [
      'a string for a number',
      { rules: { own: ['deny', { when: { suspectScore: { in: [1, '2'] } } }] } },
      'rules.own.when.suspectScore.in: expected a number',
    ],
    [
      'a number for a string',
      { rules: { own: ['deny', { when: { countryCode: { ne: 49 } } }] } },
      'rules.own.when.countryCode.ne: expected a string',
    ],
    [
      'an order of strings',
      { rules: { own: ['deny', { when: { bot: { gt: 1 } } }] } },
      'rules.own.when.bot.gt: only numbers can be compared by size',
    ],
    [
      'an own rule by a hostile name',
      JSON.parse('{"rules":{"__proto__":["deny",{"when":{"tor":true}}]}}'),
      'rules.__proto__: a reserved name',
    ],
    [
      'a hostile key',
      JSON.parse('{"__proto__":{}}'),
      '__proto__: unknown key; known: extends, mode, rules, $schema',
    ],
    [
      'a hostile option',
      JSON.parse('{"rules":{"tor":["deny",{"__proto__":{"sample":2}}]}}'),
      'rules.tor.__proto__: unknown option; known: whenUnknown, sample',
    ],
    [
      'a hostile limit',
      JSON.parse('{"rules":{"velocity":["deny",{"limits":{"constructor":1}}]}}'),
      'rules.velocity.limits.constructor: unknown count',
    ],
    [
      'a hostile path',
      { rules: { own: ['deny', { when: { 'event.constructor.name': 'Object' } }] } },
      'rules.own.when.event.constructor.name: unknown signal; did you mean event.botInfo.name?',
    ],
    [
      'an issue in what it extends',
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

  test('a circular policy or condition', () => {
    const [a, b] = [{ extends: [] as unknown[] }, { extends: [] as unknown[] }];
    a.extends.push('strict', b);
    b.extends.push(a);
    expect(mistakesOf(a)).toEqual(['extends[1].extends[0]: a policy cannot extend itself']);
    const when: { not?: unknown } = {};
    when.not = when;
    expect(mistakesOf({ rules: { own: ['deny', { when }] } })).toEqual([
      expect.stringMatching(/^rules\.own\.when(\.not){33}: conditions nest at most 32 deep$/),
    ]);
  });

  test('more than 32 policies, each of which extends the next', () => {
    const nested = (depth: number): object => (depth === 0 ? {} : { extends: nested(depth - 1) });
    expect(mistakesOf(nested(32))).toEqual([]);
    expect(mistakesOf(nested(5000))).toEqual([expect.stringContaining('at most 32 deep')]);
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

test('a range includes its ends', () => {
  for (const value of [0, 1]) {
    const options = { min: value, sample: value };
    expect(mistakesOf({ rules: { 'low-confidence': ['deny', options] } })).toEqual([]);
  }
});

test('a policy no longer changes, whatever happens to its source', () => {
  const lists = ['attackSource'];
  const policy = definePolicy({ rules: { 'ip-blocklist': ['deny', { lists }] } } as PolicyConfig);
  lists[0] = 'emailSpam';
  const event = { eventId: 'e', generation: 'v4', failed: {}, raw: {}, ipBlocklist: { attackSource: true } };
  const { reasons } = evaluatePolicy(policy, { signals: {}, event: event as FingerprintEvent });
  expect(reasons).toMatchObject([{ rule: 'ip-blocklist', expected: { lists: ['attackSource'] } }]);
});

test('a valid policy is a frozen copy; its source is not changed', () => {
  const config = { rules: { 'stale-event': ['deny', { maxAgeMs: 60_000 }] } } as const satisfies PolicyConfig;
  const before = JSON.stringify(config);
  const policy = definePolicy(config);
  expect(policy).toEqual(config);
  expect(JSON.stringify(config)).toBe(before);
  expect(Object.isFrozen(policy)).toBe(true);
  expect(Object.isFrozen(policy.rules?.['stale-event'])).toBe(true);
  expect(definePolicy(policy)).toBe(policy);
});

test('an option that the environment leaves undefined counts as omitted', () => {
  const config: PolicyConfig = { extends: undefined, mode: undefined, rules: undefined };
  expect(mistakesOf(config)).toEqual([]);
  expect(explainPolicy(config)).toEqual(explainPolicy({}));
});

describe('the policies of a guard', () => {
  const create = (options: object) => () => createFingerprintGuard({ apiKey: 'key', ...options });

  test('are validated at once, each issue under its name', () => {
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

  test('may be named: a preset, or for the default one of the others', () => {
    expect(create({ policy: 'strict', policies: { watched: 'observe-all' } })).not.toThrow();
    expect(create({ policy: 'login', policies: { login: {} } })).not.toThrow();
    expect(create({ policy: 'strct', policies: { login: 'watched', watched: {} } })).toThrow(
      expect.objectContaining({
        code: 'ERR_FP_POLICY',
        issues: [
          'policy: neither a policy nor the name of one; did you mean strict?',
          'policies.login: neither a policy nor the name of one',
        ],
      }),
    );
    const wrong = { rules: { tr: 'deny' } };
    expect(create({ policy: 'login', policies: { login: wrong } })).toThrow(
      expect.objectContaining({ issues: ['policies.login.rules.tr: unknown rule; did you mean tor?'] }),
    );
    expect(create({ policy: 'toString' })).toThrow('policy: neither');
  });

  test('cannot take the names that decisions use', () => {
    expect(create({ policies: { inline: {} } })).toThrow('policies.inline: a reserved name');
  });
});
