import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { definePolicy, evaluatePolicy, type Level, type Signals } from '../../src/index.js';
import { compiledPolicy } from '../../src/policy/policy.js';
import { createSample } from '../../src/policy/sample.js';

const visitors = Array.from({ length: 10_000 }, (_, index) => ({ visitorId: `visitor-${index}` }));

describe('the sample of a rule', () => {
  test.each([0.01, 0.1, 0.5, 0.9])('of %d has about that share of the visitors', (share) => {
    const inside = visitors.filter(createSample('tor', share)).length / visitors.length;
    // Five standard deviations.
    expect(Math.abs(inside - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / visitors.length));
  });

  test('has nobody at 0, and everybody at 1', () => {
    expect(visitors.filter(createSample('tor', 0))).toEqual([]);
    expect(visitors.filter(createSample('tor', 1))).toEqual(visitors);
    expect([createSample('tor', 0.99)({}), createSample('tor', 1)({})]).toEqual([false, true]);
  });

  test('of one rule is independent of that of another', () => {
    const both = visitors.filter(createSample('tor', 0.1)).filter(createSample('vpn', 0.1));
    expect(both.length / visitors.length).toBeGreaterThan(0.005);
    expect(both.length / visitors.length).toBeLessThan(0.015);
  });

  test('is the same in every process and version', () => {
    const inside = visitors.slice(0, 20).filter(createSample('tor', 0.3));
    expect(inside.map(({ visitorId }) => visitorId)).toMatchInlineSnapshot(`
[
  "visitor-0",
  "visitor-1",
  "visitor-4",
  "visitor-5",
  "visitor-7",
  "visitor-12",
  "visitor-15",
]
`);
  });

  test('depends on the visitor, whatever its event and address', () => {
    const inSample = createSample('tor', 0.5);
    const again = visitors.map((visitor, index) => ({
      ...visitor,
      eventId: `e-${index}`,
      clientIp: `${index}`,
    }));
    expect(again.map(inSample)).toEqual(visitors.map(inSample));
  });

  test('depends on the address for a request that was analysed itself, whose event is new each time', () => {
    const inSample = createSample('spoofed-agent', 0.5);
    const again = (reference: 'edge' | 'id') =>
      new Set(
        visitors
          .slice(0, 100)
          .map(({ visitorId }) => inSample({ eventId: visitorId, clientIp: '192.0.2.1', reference })),
      );
    expect(again('edge').size).toBe(1);
    expect(again('id').size).toBe(2);
    expect(inSample({ reference: 'edge', eventId: '1.a' })).toBe(inSample({ eventId: '1.a' }));
  });

  test('only grows with its share, and depends on the visitor, else the event, else the address', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const id = fc.option(fc.string(), { nil: undefined });
    const visit: fc.Arbitrary<Signals> = fc.record({ visitorId: id, eventId: id, clientIp: id });
    fc.assert(
      fc.property(share, share, visit, fc.string(), (one, other, signals, rule) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        if (createSample(rule, less)(signals)) expect(createSample(rule, more)(signals)).toBe(true);
        const { visitorId, eventId, clientIp } = signals;
        const inSample = createSample(rule, one);
        if (visitorId !== undefined) expect(inSample(signals)).toBe(inSample({ visitorId }));
        else if (eventId !== undefined) expect(inSample(signals)).toBe(inSample({ eventId }));
        else expect(inSample(signals)).toBe(inSample({ clientIp }));
      }),
    );
  });
});

test('a rule with a sample gives no hints about lookups', () => {
  const terms = (sample: number) =>
    compiledPolicy(
      definePolicy({
        rules: {
          'stale-event': ['deny', { maxAgeMs: 5, sample }],
          'future-event': ['deny', { maxSkewMs: 5, sample }],
          'lookup-limit': ['deny', { sample }],
          'client-gone': ['deny', { sample }],
        },
      }),
    ).lookupHints;
  const never = Number.POSITIVE_INFINITY;
  expect(terms(1)).toEqual({ maxAgeMs: 5, maxSkewMs: 5, limitsClients: true, deniesGone: true });
  expect(terms(0.5)).toEqual({ maxAgeMs: never, maxSkewMs: never, limitsClients: false, deniesGone: false });
});

describe('a rule with a sample', () => {
  const judge = (level: Level, sample: number, visitorId: string) =>
    evaluatePolicy(
      { extends: 'observe-all', rules: { tor: [level, { sample }] } },
      { signals: { tor: true, visitorId } },
    );
  const isIn = createSample('tor', 0.5);
  const inside = visitors.find(isIn)?.visitorId ?? '';
  const outside = visitors.find((visitor) => !isIn(visitor))?.visitorId ?? '';

  test('counts at its level inside, and at observe outside, if it says so', () => {
    expect(judge('deny', 0.5, inside)).toMatchObject({
      action: 'deny',
      reasons: [{ rule: 'tor', level: 'deny' }],
      observed: [],
    });
    expect(judge('deny', 0.5, inside).reasons[0]).not.toHaveProperty('outsideSample');
    expect(judge('deny', 0.5, outside)).toMatchObject({
      action: 'allow',
      blocked: false,
      reasons: [],
      observed: [{ rule: 'tor', level: 'observe', outsideSample: true }],
    });
  });

  test('of a rule that is off, or at observe, changes nothing', () => {
    expect(judge('off', 0.5, outside).observed).toEqual([]);
    expect(judge('observe', 0.5, inside).action).toBe('allow');
  });

  test('of everybody means none', () => {
    expect(judge('deny', 1, outside).action).toBe('deny');
  });

  test('keeps its sample under a level alone, and loses it with new options', () => {
    const base = { rules: { tor: ['deny', { sample: 0.5 }] } } as const;
    const signals = { tor: true, visitorId: outside };
    const raised = evaluatePolicy({ extends: base, rules: { tor: 'challenge' } }, { signals });
    const replaced = evaluatePolicy({ extends: base, rules: { tor: ['challenge', {}] } }, { signals });
    expect([raised.action, replaced.action]).toEqual(['allow', 'challenge']);
  });
});
