import fc from 'fast-check';
import type { Condition, Equality, Operators, Signals } from '../../src/index.js';

/** Facts of a visit, each known or not. */
export const facts = fc.record(
  {
    incognito: fc.boolean(),
    tor: fc.boolean(),
    vpn: fc.boolean(),
    proxy: fc.boolean(),
    datacenter: fc.boolean(),
    tampering: fc.boolean(),
    replayed: fc.boolean(),
    reused: fc.boolean(),
    originAllowed: fc.boolean(),
    linkedIdMatches: fc.boolean(),
    environmentAllowed: fc.boolean(),
    timezoneMismatch: fc.boolean(),
    ipMatch: fc.constantFrom(
      'same',
      'same-network',
      'same-asn',
      'same-country',
      'different',
      'other-network',
    ),
    bot: fc.constantFrom('bad', 'good', 'not_detected'),
    botProbability: fc.double({ min: 0, max: 1, noNaN: true }),
    confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    ageMs: fc.integer({ min: -100_000, max: 1_000_000 }),
    suspectScore: fc.nat(40),
    missingSignals: fc.subarray(['bot', 'vpn']),
    reference: fc.constantFrom('id', 'missing', 'malformed', 'unreadable'),
    lookup: fc.constantFrom('found', 'unknown', 'unavailable', 'refused', 'skipped'),
    lookupCause: fc.constantFrom('timeout', 'rate-limited', 'client-limit', 'key'),
    replayStore: fc.constantFrom('ok', 'unavailable'),
    visitorId: fc.string(),
    countryCode: fc.constantFrom('DE', 'FR'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Signals>;

const number: fc.Arbitrary<Operators<number>> = fc.record(
  {
    gt: fc.nat(30),
    gte: fc.nat(30),
    lt: fc.nat(30),
    lte: fc.nat(30),
    ne: fc.nat(30),
    in: fc.uniqueArray(fc.nat(3), { minLength: 1 }),
  },
  { requiredKeys: [] },
);
const text: fc.Arbitrary<Equality<string>> = fc.oneof(
  fc.record({ in: fc.subarray(['bad', 'good'], { minLength: 1 }) }),
  fc.record({ notIn: fc.subarray(['bad', 'good'], { minLength: 1 }) }),
  fc.record({ eq: fc.constantFrom('bad', 'good') }),
);
const comparison: fc.Arbitrary<Condition> = fc.oneof(
  fc.dictionary(fc.constantFrom('incognito', 'tor', 'reused'), fc.boolean(), { minKeys: 1 }),
  number.filter((operators) => Object.keys(operators).length > 0).map((suspectScore) => ({ suspectScore })),
  text.map((bot) => ({ bot })),
);

/** Conditions over those facts, nested. */
export const conditions = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    comparison,
    fc.record({ not: tie('condition') }),
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.tuple(comparison, tie('condition')).map(([one, other]) => ({ ...one, not: other })),
  ),
})).condition;

const COMPARE: Record<string, (actual: never, operand: never) => boolean> = {
  eq: (actual, operand) => actual === operand,
  ne: (actual, operand) => actual !== operand,
  gt: (actual, operand) => actual > operand,
  gte: (actual, operand) => actual >= operand,
  lt: (actual, operand) => actual < operand,
  lte: (actual, operand) => actual <= operand,
  in: (actual, operand: readonly unknown[]) => operand.includes(actual),
  notIn: (actual, operand: readonly unknown[]) => !operand.includes(actual),
};

/** The result of a condition, by its definition: 1 true, 0 false, between the two not known. */
export function truthOf(condition: Condition, signals: Signals): 0 | 0.5 | 1 {
  const parts = Object.entries(condition).map(([key, value]) => {
    const list = (Array.isArray(value) ? value : []) as Condition[];
    if (key === 'all') return Math.min(...list.map((part) => truthOf(part, signals)));
    if (key === 'any') return Math.max(...list.map((part) => truthOf(part, signals)));
    if (key === 'not') return 1 - truthOf(value as Condition, signals);
    const actual = signals[key as keyof Signals] as never;
    if (actual === undefined) return 0.5;
    const operators = Object.entries(typeof value === 'object' ? value : { eq: value });
    return operators.every(([name, operand]) => COMPARE[name]?.(actual, operand as never)) ? 1 : 0;
  });
  return Math.min(...parts) as 0 | 0.5 | 1;
}
