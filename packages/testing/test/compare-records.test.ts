import { readFileSync } from 'node:fs';
import {
  type DecisionRecord,
  decisionRecord,
  definePolicy,
  evaluatePolicy,
  isFingerprintError,
  type PolicyConfig,
  type PresetName,
} from '@fingerprint-guard/core';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hostileDecisions } from '../../core/test/support/hostile-decisions.js';
import { ODD_JSON, tamperedRecords, tamperedWith } from '../../core/test/support/tampered-records.js';
import { comparePolicies, fingerprintVisit } from '../src/index.js';

/** Records of the first version, as they were written then. */
const OLD: DecisionRecord[] = readFileSync(
  new URL('../../core/test/decision/records.v1.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

const policies = fc.oneof<fc.Arbitrary<PolicyConfig | PresetName>[]>(
  fc.constantFrom<PresetName>('recommended', 'strict', 'observe-all'),
  fc.record({
    mode: fc.constantFrom('enforce' as const, 'monitor' as const),
    rules: fc.dictionary(
      fc.constantFrom('incognito', 'tor', 'bad-bot', 'velocity', 'vpn', 'missing-signals', 'tampering'),
      fc.constantFrom('off' as const, 'observe' as const, 'challenge' as const, 'deny' as const),
    ),
  }),
);

describe('records of the first version', () => {
  test('are still evidence', () => {
    const { total, actions, blocked, changes } = comparePolicies('observe-all', 'recommended', OLD);
    expect({ total, allow: actions.allow, blocked }).toEqual({
      total: 9,
      allow: { allow: 4, challenge: 2, deny: 3 },
      blocked: { before: 0, after: 5 },
    });
    expect(changes.map(({ id }) => id)).toEqual(
      OLD.filter(({ action }) => action !== 'allow').map(({ id }) => id),
    );
  });

  test('are judged as they were', () => {
    for (const { signals, event, source, policy, ...record } of OLD) {
      const judged = evaluatePolicy(policy === 'inline' ? { mode: 'monitor' } : {}, {
        ...record,
        signals,
        event,
        source,
      });
      expect(judged).toMatchObject({
        action: record.action,
        blocked: record.blocked,
        failedOpen: record.failedOpen,
        at: record.at,
        request: record.request,
      });
    }
  });
});

describe('records and their decisions', () => {
  const overrides = fc.record(
    {
      incognito: fc.boolean(),
      tor: fc.boolean(),
      bot: fc.constantFrom('bad', 'good'),
      suspectScore: fc.nat(40),
      visitorId: fc.string({ maxLength: 40 }),
    },
    { requiredKeys: [] },
  );
  const decisions = fc
    .array(fc.tuple(overrides, policies, fc.boolean()), { maxLength: 6 })
    .map((visits) =>
      visits.map(([signals, policy, required], index) =>
        evaluatePolicy(policy, { ...fingerprintVisit({ signals }), id: `d${index}`, required }),
      ),
    );

  test('compare the same', () => {
    fc.assert(
      fc.property(decisions, policies, policies, (recorded, before, after) => {
        const records = recorded.map((decision) => JSON.parse(JSON.stringify(decisionRecord(decision))));
        expect(comparePolicies(before, after, records)).toEqual(comparePolicies(before, after, recorded));
      }),
      { numRuns: 60 },
    );
  });

  test('can be compared whatever was sent', () => {
    fc.assert(
      fc.property(
        fc.array(hostileDecisions, { maxLength: 3 }),
        policies,
        policies,
        (recorded, before, after) => {
          const records = recorded.map((decision) => decisionRecord(decision));
          expect(comparePolicies(before, after, records).total).toBe(recorded.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a record with any JSON in its fields is compared, or refused with a code if it has no signals', () => {
  // Compiled once.
  const [MILD, STRICT] = [definePolicy('observe-all'), definePolicy('strict')];
  const outcomeOf = (record: unknown, policy: PolicyConfig | PresetName): unknown => {
    try {
      return comparePolicies(MILD, policy, [record as DecisionRecord]).total;
    } catch (error) {
      return isFingerprintError(error) ? error.code : error;
    }
  };
  const expected = (record: unknown) => {
    const { signals } = (record ?? {}) as { signals?: unknown };
    return signals !== null && typeof signals === 'object' && !Array.isArray(signals) ? 1 : 'ERR_FP_OPTION';
  };

  test.each(ODD_JSON)('%j', (value) => {
    for (const record of tamperedWith(value)) expect(outcomeOf(record, STRICT)).toBe(expected(record));
  });

  test('whatever it is', () => {
    fc.assert(
      fc.property(tamperedRecords, policies, (record, policy) => {
        expect(outcomeOf(record, policy)).toBe(expected(record));
      }),
      { numRuns: 200 },
    );
  });
});
