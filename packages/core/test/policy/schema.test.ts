import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { definePolicy, type PolicyConfig } from '../../src/index.js';
import { RULES } from '../../src/policy/rules/index.js';
import { policySchema } from '../support/policy-schema.js';

const file = new URL('../../policy.schema.json', import.meta.url);
const validate = new Ajv({ allowUnionTypes: true, strictTuples: false }).compile(policySchema());

const isDefined = (config: unknown): boolean => {
  try {
    definePolicy(config as PolicyConfig);
    return true;
  } catch {
    return false;
  }
};

test('the published schema matches the rules; `npm run update` rewrites it', () => {
  if (process.env.UPDATE_DOCS) writeFileSync(file, `${JSON.stringify(policySchema(), null, 2)}\n`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(policySchema())));
});

test('it describes every rule and every option, for an editor to show', () => {
  const { definitions } = policySchema() as { definitions: Record<string, { description?: string }> };
  for (const { id, description, options } of RULES) {
    expect(definitions[`rule-${id}`]?.description).toBe(description);
    for (const option of Object.keys(options))
      expect(JSON.stringify(definitions[`rule-${id}`])).toContain(
        `"${option}":{"description":"a`.slice(0, -1),
      );
  }
});

describe('the schema and definePolicy agree that', () => {
  const own = (when: unknown, more: object = {}) => ({ rules: { own: ['deny', { when, ...more }] } });

  test.each<[string, unknown]>([
    ['an empty policy', {}],
    ['a policy with its schema', { $schema: './policy.schema.json', extends: 'strict', mode: 'monitor' }],
    ['a level and options', { rules: { vpn: 'off', 'stale-event': ['deny', { maxAgeMs: 60_000 }] } }],
    ['a level in a list', { rules: { vpn: ['off'] } }],
    ['common options', { rules: { tor: ['deny', { whenUnknown: 'match', sample: 0.1 }] } }],
    ['limits', { rules: { velocity: ['deny', { limits: { 'distinctIp.5m': 3 } }] } }],
    ['expected signals', { rules: { 'missing-signals': ['deny', { signals: ['bot', 'event.velocity'] }] } }],
    ['origins', { rules: { 'origin-mismatch': ['deny', { origins: ['https://*.shop.example'] }] } }],
    ['a custom rule', own({ incognito: true, suspectScore: { gte: 15 } }, { message: 'both', sample: 0.5 })],
    ['a nested condition', own({ any: [{ not: { tor: false } }, { all: [{ bot: { in: ['bad'] } }] }] })],
    ['paths', own({ 'event.velocity.distinctIp.5m': { gt: 1 }, 'event.tags.plan.name': 'free' })],
    ['an inherited rule by its level', { extends: [own({ tor: true })], rules: { own: 'challenge' } }],
  ])('%s is valid', (_what, config) => {
    expect([validate(config), validate.errors]).toEqual([true, null]);
    expect(isDefined(config)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['a list', []],
    ['an unknown key', { mod: 'monitor' }],
    ['an unknown preset', { extends: 'recomended' }],
    ['an empty extends', { extends: [] }],
    ['an unknown mode', { mode: 'monitoring' }],
    ['an unknown rule', { rules: { incognitto: 'deny' } }],
    ['an unknown rule over presets', { extends: ['strict', 'recommended'], rules: { incognitto: 'deny' } }],
    ['an unknown level', { rules: { tor: 'denny' } }],
    ['an unknown option', { rules: { 'stale-event': ['deny', { maxAge: 60_000 }] } }],
    ['options alone', { rules: { 'stale-event': { maxAgeMs: 60_000 } } }],
    ['more than options', { rules: { tor: ['deny', {}, 1] } }],
    ['a number out of range', { rules: { 'low-confidence': ['deny', { min: 2 }] } }],
    ['an unknown choice', { rules: { vpn: ['deny', { methods: ['timezone_mismatch'] }] } }],
    ['an unknown limit', { rules: { velocity: ['deny', { limits: { 'distinctIp.2m': 3 } }] } }],
    ['no origin', { rules: { 'origin-mismatch': ['deny', { origins: ['shop.example'] }] } }],
    ['an unknown expected signal', { rules: { 'missing-signals': ['deny', { signals: ['bt'] }] } }],
    ['an issue in what it extends', { extends: [{ rules: { tr: 'deny' } }] }],
    ['an own rule without a condition', { rules: { own: ['deny', {}] } }],
    ['an own rule by a hostile name', JSON.parse('{"rules":{"__proto__":["deny",{"when":{"tor":true}}]}}')],
    ['an empty condition', own({})],
    ['an empty any', own({ any: [] })],
    ['an unknown signal', own({ incognitto: true })],
    ['an unknown path', own({ 'event.velocity.distinctIP.5m': 1 })],
    ['an unknown operator', own({ suspectScore: { above: 1 } })],
    ['an operand of the wrong type', own({ suspectScore: { gte: '15' } })],
    ['an order of strings', own({ bot: { gt: 1 } })],
    ['a value no signal has', own({ lookup: 'unavailble' })],
    ['a list compared', own({ missingSignals: 'bot' })],
    ['an empty message', own({ tor: true }, { message: '' })],
  ])('%s is not', (_what, config) => {
    expect(validate(config)).toBe(false);
    expect(isDefined(config)).toBe(false);
  });

  test('any policy is valid, or none', () => {
    const level = fc.constantFrom('off', 'deny', 'x');
    const options = fc.record(
      {
        whenUnknown: fc.constantFrom('match', 'no'),
        sample: fc.constantFrom(0, 0.5, 2),
        maxAgeMs: fc.constantFrom(-1, 5),
        minConfidence: fc.constantFrom('low', 'lowest'),
        when: fc.oneof(fc.constantFrom({ tor: true }, { tor: 1 }, {}), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    const names = fc.constantFrom('tor', 'vpn', 'stale-event', 'own', '__proto__');
    const rules = fc.dictionary(names, fc.oneof(level, fc.tuple(level, options), fc.jsonValue()));
    const preset = fc.constantFrom('strict', 'x', ['strict']);
    fc.assert(
      fc.property(fc.record({ extends: preset, rules }, { requiredKeys: [] }), (config) => {
        expect(validate(config)).toBe(isDefined(config));
      }),
      { numRuns: 500 },
    );
  });
});
