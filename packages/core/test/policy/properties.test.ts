import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Decision,
  definePolicy,
  evaluatePolicy,
  explainPolicy,
  type FingerprintEvent,
  type Level,
  type PolicyConfig,
  type PresetName,
} from '../../src/index.js';
import { RULES } from '../../src/policy/rules/index.js';
import { conditions, facts, truthOf } from '../support/conditions.js';
import { deepFreeze } from '../support/deep-freeze.js';

const LEVELS: readonly Level[] = ['off', 'observe', 'challenge', 'deny'];
const RANK = { allow: 0, challenge: 1, deny: 2 };

const level = fc.constantFrom(...LEVELS);
const preset = fc.constantFrom<PresetName>('recommended', 'strict', 'observe-all');
const common = fc.record(
  { whenUnknown: fc.constant('match'), sample: fc.constantFrom(0, 0.3, 1) },
  { requiredKeys: [] },
);
const builtIn = fc.oneof(level, fc.tuple(level, common));
const own = fc.tuple(
  level,
  fc.tuple(common, conditions).map(([options, when]) => ({ ...options, when })),
);

/** Policies of any rules, at any level. */
const policies = fc
  .tuple(
    preset,
    fc.dictionary(fc.constantFrom(...RULES.map(({ id }) => id)), builtIn),
    fc.dictionary(fc.constantFrom('own', 'other'), own),
  )
  .map(([base, rules, owned]) => ({ extends: base, rules: { ...rules, ...owned } }) as PolicyConfig);

const event = fc.record(
  {
    virtualMachine: fc.boolean(),
    partial: fc.boolean(),
    timestamp: fc.nat(),
    factoryResetAt: fc.nat(),
    vpn: fc.record({ methods: fc.record({ relay: fc.boolean(), timezoneMismatch: fc.boolean() }) }),
    velocity: fc.record({ distinctIp: fc.record({ '5m': fc.nat(10) }) }),
    ipBlocklist: fc.record({ attackSource: fc.boolean() }),
    tampering: fc.record({ anomalyScore: fc.double({ min: 0, max: 1, noNaN: true }) }),
    failed: fc.constantFrom({}, { botd: 'Failed' }),
  },
  { requiredKeys: ['failed'] },
) as fc.Arbitrary<object> as fc.Arbitrary<FingerprintEvent>;

const matched = ({ reasons, observed }: Decision) => [...reasons, ...observed].map(({ rule }) => rule);

describe('always', () => {
  test('a rule raised never loosens a decision', () => {
    fc.assert(
      fc.property(policies, facts, event, level, fc.nat(), (policy, signals, known, raised, which) => {
        const { rules } = explainPolicy(policy);
        const { rule, level: current } = rules[which % rules.length] ?? { rule: 'tor', level: 'off' };
        fc.pre(LEVELS.indexOf(raised) >= LEVELS.indexOf(current));
        const before = evaluatePolicy(policy, { signals, event: known });
        const after = evaluatePolicy(
          { extends: policy, rules: { [rule]: raised } },
          { signals, event: known },
        );
        expect(RANK[after.action]).toBeGreaterThanOrEqual(RANK[before.action]);
      }),
      { numRuns: 200 },
    );
  });

  test('a missing signal never satisfies a rule, unless whenUnknown says so', () => {
    const untold = policies.map(
      (policy) =>
        JSON.parse(JSON.stringify(policy).replaceAll('"whenUnknown":"match"', '"sample":1')) as PolicyConfig,
    );
    const names = fc.uniqueArray(fc.nat(40));
    fc.assert(
      fc.property(untold, facts, event, names, (policy, signals, known, missing) => {
        const kept = Object.entries(signals).filter((_fact, index) => !missing.includes(index));
        const with_ = matched(evaluatePolicy(policy, { signals, event: known }));
        const without = matched(evaluatePolicy(policy, { signals: Object.fromEntries(kept), event: known }));
        expect(with_).toEqual(expect.arrayContaining(without));
      }),
      { numRuns: 200 },
    );
  });

  test('a rule that cannot be judged is listed, and matches only if whenUnknown says so', () => {
    fc.assert(
      fc.property(policies, facts, event, (policy, signals, known) => {
        const decision = evaluatePolicy(policy, { signals, event: known });
        const told = explainPolicy(policy).rules.filter(({ options }) => options.whenUnknown === 'match');
        const unknown = matched(decision).filter((rule) => decision.unknown.includes(rule));
        expect(told.map(({ rule }) => rule)).toEqual(expect.arrayContaining(unknown));
      }),
    );
  });

  test('JSON keeps a policy as it is', () => {
    fc.assert(
      fc.property(policies, facts, event, (config, signals, known) => {
        const policy = definePolicy(config);
        const again = JSON.parse(JSON.stringify(policy));
        expect(again).toEqual(JSON.parse(JSON.stringify(config)));
        expect(explainPolicy(again)).toEqual(explainPolicy(config));
        expect(evaluatePolicy(again, { signals, event: known })).toEqual(
          evaluatePolicy(policy, { signals, event: known }),
        );
      }),
    );
  });

  test('evaluation is pure: frozen input gives the same result again, and decisions share nothing', () => {
    fc.assert(
      fc.property(policies, facts, event, (config, signals, known) => {
        const policy = definePolicy(deepFreeze(structuredClone(config)));
        const evidence = deepFreeze({ signals, event: known });
        const once = evaluatePolicy(policy, evidence);
        const copy = structuredClone(once);
        for (const reason of [...once.reasons, ...once.observed]) reason.message = 'changed';
        once.unknown.length = 0;
        expect(evaluatePolicy(policy, evidence)).toEqual(copy);
      }),
    );
  });

  test('a condition is what its definition says', () => {
    fc.assert(
      fc.property(conditions, facts, (when, signals) => {
        const policy: PolicyConfig = { extends: 'observe-all', rules: { own: ['deny', { when }] } };
        const { action, unknown } = evaluatePolicy(policy, { signals });
        const truth = unknown.includes('own') ? 0.5 : action === 'deny' ? 1 : 0;
        expect(truth).toBe(truthOf(when, signals));
      }),
      { numRuns: 300 },
    );
  });

  test('the comparisons a reason names are why the condition holds', () => {
    fc.assert(
      fc.property(conditions, facts, (when, signals) => {
        const policy: PolicyConfig = { extends: 'observe-all', rules: { own: ['deny', { when }] } };
        const [reason] = evaluatePolicy(policy, { signals }).reasons;
        fc.pre(reason !== undefined);
        const actual = reason?.actual as typeof signals;
        expect(signals).toMatchObject(actual);
        // Signals that the reason does not name could have any other value, or be unknown.
        expect(truthOf(when, actual)).toBe(1);
      }),
    );
  });
});
