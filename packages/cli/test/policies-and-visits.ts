import { explainPolicy, type PolicyConfig } from '@fingerprint-guard/core';
import fc from 'fast-check';
import { DAY_MS, NOON, type RecordParts } from './records.js';

const LEVELS = ['off', 'observe', 'challenge', 'deny'] as const;
const level = fc.constantFrom(...LEVELS);

/** Policies of built-in rules at any level, and of conditions on signals and on the event. */
export const policies = fc
  .record({
    extends: fc.constantFrom('recommended', 'strict', 'observe-all'),
    mode: fc.constantFrom('enforce', 'monitor'),
    builtIn: fc.dictionary(fc.constantFrom(...explainPolicy('strict').rules.map(({ rule }) => rule)), level, {
      maxKeys: 8,
    }),
    own: fc.dictionary(
      fc.constantFrom('one', 'two', 'three'),
      fc.tuple(
        level,
        fc.record(
          {
            when: fc.constantFrom(
              { incognito: true, suspectScore: { gte: 10 } },
              { any: [{ countryCode: { notIn: ['DE'] } }, { not: { vpn: false } }] },
              { 'event.velocity.distinctIp.5m': { gt: 3 } },
              { 'event.tags.plan': 'gold' },
              { 'event.ipInfo.v4.asnType': { ne: 'isp' } },
              { travelKmh: { gt: 900 } },
            ),
            whenUnknown: fc.constant('match'),
            sample: fc.constantFrom(0.3, 0.7),
          },
          { requiredKeys: ['when'] },
        ),
      ),
    ),
  })
  .map(
    ({ builtIn, own, ...policy }) =>
      ({ ...policy, rules: { ...builtIn, ...own } }) as unknown as PolicyConfig,
  );

/** Visits of every kind, honest or not. */
export const visits: fc.Arbitrary<RecordParts> = fc.record(
  {
    signals: fc.oneof(
      fc.constantFrom<NonNullable<RecordParts['signals']>>(
        { reference: 'missing' },
        { reference: 'malformed' },
        { lookup: 'unknown' },
        { lookup: 'unavailable', lookupCause: 'timeout' },
      ),
      fc.record(
        {
          incognito: fc.constantFrom(true, false, undefined),
          suspectScore: fc.nat(30),
          bot: fc.constantFrom('not_detected', 'bad', 'good'),
          confidence: fc.double({ min: 0, max: 1, noNaN: true }),
          ageMs: fc.integer({ min: -60_000, max: 600_000 }),
          countryCode: fc.constantFrom('DE', 'FR', undefined),
          vpn: fc.boolean(),
          reused: fc.constantFrom(true, false, undefined),
          travelKmh: fc.nat(2_000),
        },
        { requiredKeys: [] },
      ),
    ),
    event: fc.record(
      {
        velocity: fc.record({ distinctIp: fc.record({ '5m': fc.nat(9) }) }),
        tags: fc.constantFrom({}, { plan: 'gold' }, { plan: 'free', 'a b': [1, null, 'x'] }),
        tampering: fc.record({ anomalyScore: fc.double({ min: 0, max: 1, noNaN: true }) }),
        ipBlocklist: fc.record({ attackSource: fc.boolean() }),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<object>,
    required: fc.boolean(),
    at: fc.integer({ min: NOON, max: NOON + 5 * DAY_MS }),
    request: fc.record({ method: fc.constantFrom('GET', 'POST'), path: fc.webPath() }),
  },
  { requiredKeys: [] },
);
