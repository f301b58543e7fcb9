import { type Decision, defineFingerprintGuard, FingerprintError } from '@fingerprint-guard/core';
import { guardDeciding } from '@fingerprint-guard/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RULES } from '../../core/src/policy/rules/index.js';
import { hostileDecisions } from '../../core/test/support/hostile-decisions.js';
import { instrument } from '../src/index.js';
import { openTelemetry } from './telemetry.js';

/** Every value that an attribute may have, whatever was decided: names and words of the application and of ours. */
const WORDS = new Set([
  ...RULES.map(({ id }) => id),
  'shown', // the custom rule of these decisions
  ...['inline', '_OTHER', 'allow', 'challenge', 'deny', 'observe', 'enforce', 'monitor'],
  ...['none', 'api', 'cache', 'sealed', 'found', 'unknown', 'unavailable', 'refused', 'skipped'],
  ...['true', 'false'],
]);

const guardThat = (check: () => Promise<Decision>) =>
  defineFingerprintGuard({ ...guardDeciding('allow'), check });

/** Every value of every attribute that a check leaves. */
async function valuesLeft(check: () => Promise<Decision>): Promise<string[]> {
  const { collect, spans, providers } = openTelemetry();
  const guard = instrument(guardThat(check), providers);
  await guard.check({ method: 'GET', url: '/', headers: {} }).catch(() => {});
  const [span] = spans();
  expect([span?.events, span?.links, span?.status.message]).toEqual([[], [], undefined]);
  const series = Object.values(await collect()).flat();
  expect(series).not.toEqual([]);
  return [span, ...series].flatMap((holder) =>
    Object.values(holder?.attributes ?? {})
      .flat()
      .map(String),
  );
}

test('nothing of a visit leaves by a span or a metric', async () => {
  await fc.assert(
    fc.asyncProperty(hostileDecisions, async (decision) => {
      const values = await valuesLeft(async () => decision);
      const left = values.filter((value) => !WORDS.has(value));
      expect(left).toEqual([decision.id, decision.policyRevision]);
    }),
    { numRuns: 60 },
  );
});

test('nothing of an error leaves but its code or its class', async () => {
  const text = fc.string({ unit: 'binary' });
  const errors = fc.oneof(
    text.map(
      (message) => new FingerprintError('ERR_FP_POLICY', message, { issues: [message], cause: message }),
    ),
    text.map((message) => Object.assign(new RangeError(message), { name: message, code: message })),
    text,
  );
  await fc.assert(
    fc.asyncProperty(errors, async (error) => {
      const values = await valuesLeft(() => Promise.reject(error));
      const known = [...WORDS, 'ERR_FP_POLICY', 'RangeError'];
      expect(values.filter((value) => !known.includes(value))).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
