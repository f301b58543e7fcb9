import { describe, expect, test } from '@jest/globals';
import {
  type Condition,
  definePolicy,
  evaluatePolicy,
  type FingerprintEvent,
  type PolicyConfig,
  type Signals,
} from '../../src/index.js';
import { HONEST } from '../policy/rules.table.js';

/** An event with these fields only. */
const eventWith = (fields: object): FingerprintEvent => ({
  eventId: 'e',
  generation: 'v4',
  failed: {},
  raw: {},
  ...fields,
});

describe('a policy', () => {
  const judge = (policy: PolicyConfig, facts: Signals = {}) =>
    evaluatePolicy(policy, { signals: { ...HONEST, ...facts } });

  test('extends recommended by default', () => {
    expect(judge({}, { tor: true }).action).toBe('challenge');
    expect(judge({ rules: { tor: 'deny' } }, { tor: true }).action).toBe('deny');
    expect(judge({ rules: { tor: 'off' } }, { bot: 'bad' }).action).toBe('deny');
  });

  test('extends a policy, or a list in order', () => {
    const base = definePolicy({ rules: { tor: 'deny' }, mode: 'monitor' });
    expect(judge({ extends: base }, { tor: true })).toMatchObject({
      action: 'deny',
      blocked: false,
      mode: 'monitor',
    });
    expect(judge({ extends: base, mode: 'enforce' }, { tor: true }).blocked).toBe(true);
    expect(
      judge({ extends: ['strict', { rules: { tor: 'off' } }] }, { tor: true, incognito: true }).action,
    ).toBe('challenge');
  });

  test('a level alone keeps inherited options; a level with options replaces both', () => {
    const base: PolicyConfig = { rules: { 'stale-event': ['deny', { maxAgeMs: 5000 }] } };
    expect(judge({ extends: base, rules: { 'stale-event': 'challenge' } }, { ageMs: 6000 }).action).toBe(
      'challenge',
    );
    expect(judge({ extends: base, rules: { 'stale-event': ['deny', {}] } }, { ageMs: 6000 }).action).toBe(
      'allow',
    );
    const own: PolicyConfig = { rules: { mine: ['deny', { when: { incognito: true } }] } };
    expect(judge({ extends: own, rules: { mine: 'challenge' } }, { incognito: true }).action).toBe(
      'challenge',
    );
  });

  test('lists reasons worst first', () => {
    const { reasons } = judge({}, { tor: true, bot: 'bad' });
    expect(reasons.map(({ rule, level }) => [rule, level])).toEqual([
      ['bad-bot', 'deny'],
      ['tor', 'challenge'],
    ]);
  });

  test('whenUnknown lets a rule match what it cannot judge', () => {
    const policy: PolicyConfig = { rules: { tor: ['deny', { whenUnknown: 'match' }] } };
    const decision = judge(policy, { tor: undefined });
    expect(decision).toMatchObject({ action: 'deny', unknown: expect.arrayContaining(['tor']) });
    expect(judge(policy, { tor: false })).toMatchObject({ action: 'allow', reasons: [] });
  });

  test('contains what it judged: the event, its source, and what a check adds', () => {
    const event = eventWith({});
    const evidence = { signals: HONEST, event, source: 'cache', id: 'd', elapsedMs: 7 } as const;
    expect(evaluatePolicy('recommended', evidence)).toMatchObject({
      signals: HONEST,
      event,
      source: 'cache',
      id: 'd',
      elapsedMs: 7,
      policy: 'inline',
    });
    const without = evaluatePolicy('recommended', { signals: HONEST });
    expect(without).toMatchObject({ source: 'none', id: '', elapsedMs: 0 });
    expect(without).not.toHaveProperty('event');
  });

  test('explains in words what it observed', () => {
    expect(judge({}, { ageMs: 192_000 }).reasons[0]).toEqual({
      rule: 'stale-event',
      level: 'deny',
      message: 'the event is 3 min 12 s old; at most 2 min is allowed',
      actual: 192_000,
      expected: 120_000,
    });
  });

  test('fails open visibly, and only if the service failed', () => {
    expect(judge({}, { lookup: 'unavailable', lookupCause: 'status' }).failedOpen).toBe(true);
    expect(judge({}, { replayStore: 'unavailable' }).failedOpen).toBe(true);
    expect(judge({}, { lookup: 'refused', lookupCause: 'key' }).failedOpen).toBe(true);
    const lax: PolicyConfig = { rules: { 'malformed-event': 'off' } };
    expect(judge(lax, { reference: 'malformed', lookup: 'refused' }).failedOpen).toBe(false);
    expect(judge({ extends: 'strict' }, { lookup: 'unavailable', lookupCause: 'status' }).failedOpen).toBe(
      false,
    );
    expect(
      judge({ rules: { 'missing-event': 'off' } }, { reference: 'missing', lookup: 'skipped' }).failedOpen,
    ).toBe(false);
  });

  test('a refusal with a known cause concerns the guard; one without an explanation is unknown', () => {
    const refused = { lookup: 'refused', reference: undefined } as const;
    expect(judge({}, { ...refused, lookupCause: 'key' }).observed).toMatchObject([{ rule: 'api-refused' }]);
    expect(judge({}, refused)).toMatchObject({
      observed: [],
      unknown: expect.arrayContaining(['api-refused']),
    });
  });

  test("an ID that the API cannot parse is the client's fault, not a refusal of the guard", () => {
    const { reasons } = judge({ extends: 'strict' }, { reference: 'malformed', lookup: 'refused' });
    expect(reasons.map(({ rule }) => rule)).toEqual(['malformed-event']);
  });
});

describe('options of rules', () => {
  const matches = (rule: string, options: object, signals: Signals, fields: object): boolean | undefined => {
    const policy = { rules: { [rule]: ['deny', options] } } as PolicyConfig;
    const decision = evaluatePolicy(policy, { signals, event: eventWith(fields) });
    return decision.unknown.includes(rule)
      ? undefined
      : decision.reasons.some((reason) => reason.rule === rule);
  };
  const vpn = (methods: object, confidence?: string) => ({ vpn: { detected: true, confidence, methods } });

  test.each<[string, object, Signals, object, boolean | undefined]>([
    ['vpn', {}, { vpn: true }, vpn({ osMismatch: true, timezoneMismatch: false }), false],
    ['vpn', {}, { vpn: true }, vpn({ osMismatch: true, timezoneMismatch: true }), true],
    ['vpn', {}, { vpn: true }, vpn({ osMismatch: true, timezoneMismatch: false, publicVpn: true }), true],
    ['vpn', {}, { vpn: true }, vpn({ osMismatch: true }), undefined],
    ['vpn', { methods: ['publicVpn'] }, { vpn: true }, vpn({ publicVpn: true }), true],
    [
      'vpn',
      { methods: ['publicVpn'] },
      { vpn: true },
      vpn({ publicVpn: false, timezoneMismatch: true }),
      false,
    ],
    ['vpn', { methods: ['publicVpn'] }, { vpn: true }, vpn({ timezoneMismatch: true }), undefined],
    ['vpn', { minConfidence: 'high' }, { vpn: true }, vpn({ publicVpn: true }, 'medium'), false],
    ['vpn', { minConfidence: 'medium' }, { vpn: true }, vpn({ publicVpn: true }, 'high'), true],
    ['vpn', { minConfidence: 'low' }, { vpn: true }, vpn({ publicVpn: true }, 'certain'), undefined],
    ['proxy', { types: ['residential'] }, { proxy: true }, { proxy: { type: 'residential' } }, true],
    ['proxy', { types: ['residential'] }, { proxy: true }, { proxy: { type: 'data_center' } }, false],
    ['proxy', { types: ['residential'] }, { proxy: true }, {}, undefined],
    ['tampering', {}, { tampering: false }, { tampering: { anomalyScore: 0.51 } }, true],
    ['tampering', {}, { tampering: false }, { tampering: { anomalyScore: 0.5, mlScore: 0.8 } }, false],
    ['tampering', { maxMlScore: 0.3 }, { tampering: false }, { tampering: { mlScore: 0.31 } }, true],
    ['ip-mismatch', { tolerance: 'same' }, { ipMatch: 'same-network' }, {}, true],
    ['ip-mismatch', { tolerance: 'same-network' }, { ipMatch: 'same-network' }, {}, false],
    ['ip-mismatch', { tolerance: 'same-network' }, { ipMatch: 'other-network' }, {}, true],
    ['ip-mismatch', { tolerance: 'same-country' }, { ipMatch: 'other-network' }, {}, undefined],
    [
      'origin-mismatch',
      { origins: ['https://*.shop.example'] },
      { eventOrigin: 'https://www.shop.example' },
      {},
      false,
    ],
    [
      'origin-mismatch',
      { origins: ['https://*.shop.example'] },
      { eventOrigin: 'https://shop.example' },
      {},
      true,
    ],
    [
      'origin-mismatch',
      { origins: ['https://shop.example'] },
      { eventOrigin: 'https://shop.example', requestOrigin: 'https://evil.example' },
      {},
      true,
    ],
    ['origin-mismatch', { origins: ['https://shop.example'] }, { lookup: 'found' }, {}, true],
    ['origin-mismatch', { origins: ['https://shop.example'] }, { lookup: 'unavailable' }, {}, undefined],
    ['api-unavailable', { causes: ['timeout'] }, { lookup: 'unavailable', lookupCause: 'status' }, {}, false],
    ['missing-signals', { signals: ['event.velocity.events.5m'] }, {}, {}, true],
    [
      'missing-signals',
      { signals: ['event.velocity.events.5m'] },
      {},
      { velocity: { events: { '5m': 1 } } },
      false,
    ],
    ['ip-blocklist', {}, {}, { ipBlocklist: { emailSpam: true, attackSource: false } }, false],
    ['ip-blocklist', { lists: ['emailSpam'] }, {}, { ipBlocklist: { emailSpam: true } }, true],
    [
      'ip-blocklist',
      { lists: ['emailSpam', 'attackSource'] },
      {},
      { ipBlocklist: { emailSpam: true } },
      true,
    ],
    [
      'ip-blocklist',
      { lists: ['attackSource', 'emailSpam'] },
      {},
      { ipBlocklist: { emailSpam: true } },
      true,
    ],
    [
      'ip-blocklist',
      { lists: ['attackSource', 'emailSpam'] },
      {},
      { ipBlocklist: { emailSpam: false } },
      undefined,
    ],
    ['velocity', {}, {}, { velocity: { distinctIp: { '5m': 5 } } }, false],
    ['velocity', { limits: { 'events.1h': 2 } }, {}, { velocity: { events: { '1h': 3 } } }, true],
    ['velocity', { limits: { 'events.1h': 2 } }, {}, { velocity: { distinctIp: { '5m': 50 } } }, undefined],
    ['factory-reset', {}, {}, { timestamp: 86_400_001, factoryResetAt: 1 }, false],
    ['factory-reset', {}, {}, { timestamp: 86_400_000, factoryResetAt: 0 }, false],
    ['factory-reset', { withinMs: 1000 }, {}, { timestamp: 1999, factoryResetAt: 1000 }, true],
    ['mobile-emulator', {}, {}, { emulator: false }, false],
    ['missing-signals', { signals: ['bot'] }, { bot: 'good' }, { failed: { botd: 'Failed' } }, true],
  ])('%s %j on %j %j: %s', (rule, options, signals, fields, expected) => {
    expect(matches(rule, options, signals, fields)).toBe(expected);
  });
});

describe('a condition', () => {
  const truth = (when: Condition, signals: Signals, event?: object): boolean | undefined => {
    const policy: PolicyConfig = { extends: 'observe-all', rules: { own: ['deny', { when }] } };
    const decision = evaluatePolicy(policy, { signals, event: event as never });
    return decision.unknown.includes('own') ? undefined : decision.action === 'deny';
  };

  test.each<[Condition, Signals, boolean | undefined]>([
    [{ incognito: true }, { incognito: true }, true],
    [{ incognito: true }, { incognito: false }, false],
    [{ incognito: true }, {}, undefined],
    [{ not: { incognito: true } }, {}, undefined],
    [{ not: { incognito: true } }, { incognito: false }, true],
    [{ incognito: true, tor: true }, { incognito: true, tor: false }, false],
    [{ incognito: true, tor: true }, { incognito: true }, undefined],
    [{ incognito: true, tor: true }, { tor: false }, false],
    [{ any: [{ incognito: true }, { tor: true }] }, { tor: true }, true],
    [{ any: [{ incognito: true }, { tor: true }] }, { tor: false }, undefined],
    [{ suspectScore: { gte: 15 } }, { suspectScore: 15 }, true],
    [{ suspectScore: { gt: 15 } }, { suspectScore: 15 }, false],
    [{ suspectScore: { gt: 5, lt: 15 } }, { suspectScore: 10 }, true],
    [{ suspectScore: { lte: 15 } }, { suspectScore: 16 }, false],
    [{ bot: { in: ['bad', 'good'] } }, { bot: 'good' }, true],
    [{ bot: { notIn: ['bad'] } }, { bot: 'bad' }, false],
    [{ bot: { notIn: ['bad'] } }, {}, undefined],
    [{ bot: { ne: 'bad' } }, { bot: 'not_detected' }, true],
    [{ 'event.tags.rank': { gt: 1 } }, {}, undefined],
  ])('%j on %j is %s', (when, signals, expected) => {
    expect(truth(when, signals)).toBe(expected);
  });

  test('reads only own fields of the event', () => {
    const when = { 'event.velocity.distinctIp.5m': { gt: 3 } };
    expect(truth(when, {}, { velocity: { distinctIp: { '5m': 4 } } })).toBe(true);
    expect(truth(when, {}, { velocity: {} })).toBeUndefined();
    expect(truth({ 'event.tags.plan': 'free' }, {}, { tags: { plan: 'free' } })).toBe(true);
    expect(truth({ 'event.tags.constructor.name': 'Object' }, {}, { tags: {} })).toBeUndefined();
  });
});
