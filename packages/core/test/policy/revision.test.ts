import { describe, expect, test } from '@jest/globals';
import { evaluatePolicy, type PolicyConfig, type PresetName } from '../../src/index.js';

const revisionOf = (policy: PolicyConfig | PresetName) =>
  evaluatePolicy(policy, { signals: {} }).policyRevision;
const own = (when: object, more: object = {}): PolicyConfig => ({
  rules: { own: ['deny', { when, ...more }] } as PolicyConfig['rules'],
});

describe('the revision of a policy', () => {
  test('is 12 hexadecimal digits', () => {
    expect(revisionOf({})).toMatch(/^[\da-f]{12}$/);
  });

  test.each<[string, PolicyConfig | PresetName, PolicyConfig | PresetName]>([
    ['a preset and its name', 'strict', { extends: 'strict' }],
    ['nothing, and what it extends by default', {}, { extends: 'recommended', mode: 'enforce' }],
    [
      'rules in another order',
      { rules: { tor: 'deny', vpn: 'deny' } },
      { rules: { vpn: 'deny', tor: 'deny' } },
    ],
    ['what another policy is for', { extends: { rules: { tor: 'deny' } } }, { rules: { tor: 'deny' } }],
    [
      'options in another order, and defaults',
      { rules: { vpn: ['deny', { minConfidence: 'low', methods: ['relay', 'publicVpn'] }] } },
      { rules: { vpn: ['deny', { methods: ['publicVpn', 'relay'], minConfidence: 'low' }] } },
    ],
    [
      'a default that is given',
      { rules: { tor: ['deny', {}] } },
      { rules: { tor: ['deny', { sample: 1 }] } },
    ],
    [
      'conditions in another order',
      own({ all: [{ tor: true }, { vpn: true }] }),
      own({ all: [{ vpn: true }, { tor: true }] }),
    ],
    ['values in another order', own({ bot: { in: ['bad', 'good'] } }), own({ bot: { in: ['good', 'bad'] } })],
    ['a value, and eq', own({ vpn: true, bot: 'bad' }), own({ vpn: { eq: true }, bot: { eq: 'bad' } })],
    [
      'what is undefined',
      own({ tor: true }),
      own({ tor: true }, { message: undefined, whenUnknown: undefined }),
    ],
    ['a schema', {}, { $schema: './policy.schema.json' }],
  ])('is the same for %s', (_what, one, other) => {
    expect(revisionOf(other)).toBe(revisionOf(one));
  });

  test.each<[string, PolicyConfig | PresetName, PolicyConfig | PresetName]>([
    ['a preset', 'strict', 'recommended'],
    ['a mode', {}, { mode: 'monitor' }],
    ['a level', { rules: { vpn: 'deny' } }, { rules: { vpn: 'challenge' } }],
    ['a rule that is off', {}, { rules: { tor: 'off' } }],
    ['an option', {}, { rules: { 'stale-event': ['deny', { maxAgeMs: 60_000 }] } }],
    ['a share', { rules: { tor: 'deny' } }, { rules: { tor: ['deny', { sample: 0.5 }] } }],
    ['a condition', own({ tor: true }), own({ tor: false })],
    ['an operator', own({ tor: { eq: true } }), own({ tor: { ne: true } })],
    ['a second operator', own({ suspectScore: { eq: 5 } }), own({ suspectScore: { eq: 5, lt: 9 } })],
    [
      'any for all',
      own({ any: [{ tor: true }, { vpn: true }] }),
      own({ all: [{ tor: true }, { vpn: true }] }),
    ],
    ['a message', own({ tor: true }), own({ tor: true }, { message: 'Tor' })],
  ])('differs for another %s', (_what, one, other) => {
    expect(revisionOf(other)).not.toBe(revisionOf(one));
  });
});
