import { evaluatePolicy, type PolicyConfig, type PresetName } from '@fingerprint-guard/core';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { comparePolicies, fingerprintVisit, type Visit, type VisitOverrides } from '../src/index.js';

const visits: Visit[] = [
  {},
  { signals: { incognito: true } },
  { signals: { tor: true } },
  { signals: { bot: 'bad' } },
  { signals: { lookup: 'unavailable', lookupCause: 'timeout' } },
  { event: { velocity: { distinctIp: { '5m': 9 } } } },
].map((overrides) => fingerprintVisit(overrides as VisitOverrides));

const anyPolicy = fc.oneof<fc.Arbitrary<PolicyConfig | PresetName>[]>(
  fc.constantFrom<PresetName>('recommended', 'strict', 'observe-all'),
  fc.record({
    mode: fc.constantFrom('enforce' as const, 'monitor' as const),
    rules: fc.dictionary(
      fc.constantFrom('incognito', 'tor', 'bad-bot', 'api-unavailable', 'velocity'),
      fc.constantFrom('off' as const, 'observe' as const, 'challenge' as const, 'deny' as const),
    ),
  }),
);

describe('comparePolicies', () => {
  test('tells what would change, and which rules make it', () => {
    const compared = comparePolicies('recommended', 'strict', visits);
    expect(compared).toMatchObject({
      total: 6,
      actions: {
        allow: { allow: 1, challenge: 2, deny: 1 },
        challenge: { allow: 0, challenge: 0, deny: 1 },
        deny: { allow: 0, challenge: 0, deny: 1 },
      },
      blocked: { before: 2, after: 5 },
    });
    const made = compared.changes.map(({ rules, ...rest }) => ({
      ...rest,
      rules: rules.map(({ rule }) => rule),
    }));
    expect(made).toEqual([
      { index: 1, id: '', before: 'allow', after: 'challenge', rules: ['incognito'] },
      { index: 2, id: '', before: 'challenge', after: 'deny', rules: ['tor'] },
      { index: 4, id: '', before: 'allow', after: 'deny', rules: ['api-unavailable'] },
      { index: 5, id: '', before: 'allow', after: 'challenge', rules: ['velocity'] },
    ]);
  });

  test('names the rules that no longer decide, if the other policy is milder', () => {
    const { changes } = comparePolicies('strict', 'recommended', visits);
    expect(changes.map(({ before, after, rules }) => [before, after, rules.map(({ rule }) => rule)])).toEqual(
      [
        ['challenge', 'allow', ['incognito']],
        ['deny', 'challenge', ['tor']],
        ['deny', 'allow', ['api-unavailable']],
        ['challenge', 'allow', ['velocity']],
      ],
    );
  });

  test('leaves out rules that do not decide', () => {
    const both = fingerprintVisit({ signals: { bot: 'bad', incognito: true } });
    const { changes } = comparePolicies({ rules: { 'bad-bot': 'observe' } }, 'strict', [both]);
    expect(changes[0]?.rules.map(({ rule }) => rule)).toEqual(['bad-bot']);
  });

  test('takes decisions as they were logged, and returns plain JSON', () => {
    const decisions = visits.map((visit, index) =>
      evaluatePolicy('recommended', { ...visit, id: `d${index}` }),
    );
    const logged = JSON.parse(JSON.stringify(decisions));
    const compared = comparePolicies('recommended', 'strict', logged);
    expect(compared.changes.map(({ id }) => id)).toEqual(['d1', 'd2', 'd4', 'd5']);
    expect(JSON.parse(JSON.stringify(compared))).toEqual(compared);
    expect(comparePolicies('recommended', 'strict', new Set(logged))).toEqual(compared);
  });

  test('counts what is blocked: nothing, in monitor mode', () => {
    const { blocked, changes } = comparePolicies('strict', { extends: 'strict', mode: 'monitor' }, visits);
    expect({ blocked, changes }).toEqual({ blocked: { before: 5, after: 0 }, changes: [] });
  });

  test('finds no change from a policy to itself, the reverse of the changes the other way, and the same each time', () => {
    const evidence = fc.array(fc.constantFrom(...visits), { maxLength: 8 });
    fc.assert(
      fc.property(anyPolicy, anyPolicy, evidence, (a, b, seen) => {
        const same = comparePolicies(a, a, seen);
        expect(same.changes).toEqual([]);
        expect(same.blocked.after).toBe(same.blocked.before);

        const there = comparePolicies(a, b, seen);
        const back = comparePolicies(b, a, seen);
        expect(back.changes).toEqual(
          there.changes.map((change) => ({ ...change, before: change.after, after: change.before })),
        );
        const counted = Object.values(there.actions).flatMap((row) => Object.values(row));
        expect(counted.reduce((sum, count) => sum + count, 0)).toBe(seen.length);
        expect(comparePolicies(a, b, seen)).toEqual(there);
      }),
    );
  });

  test('null and values of another type, as a warehouse may return them, are missing', () => {
    const evidence = (signals: object) => [{ signals: { lookup: 'found', ...signals } } as Visit];
    const missing = comparePolicies('recommended', 'strict', evidence({}));
    for (const confidence of [null, '0.2', [0.2]])
      expect(comparePolicies('recommended', 'strict', evidence({ confidence, ipMatch: null }))).toEqual(
        missing,
      );
  });

  test('changes no evidence', () => {
    const frozen = visits.map((visit) => deepFrozen(structuredClone(visit)));
    expect(comparePolicies('recommended', 'strict', frozen).total).toBe(6);
  });

  test.each<[string, () => unknown, string]>([
    ['a policy with issues', () => comparePolicies('strict', { rules: { to: 'deny' } }, []), 'ERR_FP_POLICY'],
    ['no such preset', () => comparePolicies('strictest' as PresetName, {}, []), 'ERR_FP_POLICY'],
    ['evidence without signals', () => comparePolicies({}, {}, [{} as Visit]), 'ERR_FP_OPTION'],
    ['invalid evidence', () => comparePolicies({}, {}, [null as unknown as Visit]), 'ERR_FP_OPTION'],
  ])('refuses %s', (_what, compare, code) => {
    expect(compare).toThrow(expect.objectContaining({ code }));
  });
});

function deepFrozen<T>(value: T): T {
  if (value !== null && typeof value === 'object') Object.values(Object.freeze(value)).forEach(deepFrozen);
  return value;
}
