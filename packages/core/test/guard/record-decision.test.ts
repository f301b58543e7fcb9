import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRecordDecision } from '../../src/guard/record-decision.js';
import { type Decision, FingerprintError, type Signals } from '../../src/index.js';
import { Warnings } from '../../src/lib/warnings.js';
import { hostileDecisions } from '../support/hostile-decisions.js';

const decisionOf = (signals: Signals, more: Partial<Decision> = {}): Decision => ({
  id: 'd',
  at: 0,
  required: true,
  policyRevision: '0123456789ab',
  request: { method: 'POST', path: '/login' },
  action: 'allow',
  blocked: false,
  mode: 'enforce',
  policy: 'default',
  reasons: [],
  observed: [],
  unknown: [],
  failedOpen: false,
  signals,
  source: 'none',
  elapsedMs: 1,
  ...more,
});

function warningsOf(decision: Decision): [cause: string, message: string][] {
  const warnings: [string, string][] = [];
  createRecordDecision(
    undefined,
    (cause, message) => warnings.push([cause, message]),
    () => {},
  )(decision);
  return warnings;
}

describe('the log', () => {
  const down: Signals = { lookup: 'unavailable', lookupCause: 'timeout' };
  const refused: Signals = { lookup: 'refused', lookupCause: 'region' };
  const noStore: Signals = { lookup: 'found', replayStore: 'unavailable' };
  const error = new FingerprintError('ERR_FP_TIMEOUT', 'no answer');
  const [passes, blocks] = ['requests pass without it', 'requests are blocked because of it'];

  test.each<[string, Signals, Partial<Decision>, string | undefined, string[]]>([
    ['an outage', down, { failedOpen: true }, 'timeout', ['unavailable', passes]],
    [
      'an outage with an error',
      down,
      { failedOpen: true, error },
      'timeout',
      ['no answer', passes, error.help],
    ],
    ['an outage without a cause', { lookup: 'unavailable' }, { failedOpen: true }, 'unavailable', [passes]],
    ['an outage that stops requests', down, {}, undefined, []],
    ['a refusal', refused, { failedOpen: true }, 'region', ['the key, the region and the plan', passes]],
    ['a refusal that stops requests', refused, {}, 'region', ['the key, the region and the plan', blocks]],
    ['a refusal of an ID', { lookup: 'refused' }, { failedOpen: true }, undefined, []],
    ['a replay store that fails', noStore, { failedOpen: true }, 'replay-store', ['used twice', passes]],
    ['a replay store that stops requests', noStore, {}, undefined, []],
    ['an event', { lookup: 'found' }, {}, undefined, []],
  ])('says what fails open, and what the operator must fix: %s', (...row) => {
    const [, signals, more, cause, told] = row;
    const warnings = warningsOf(decisionOf(signals, more));
    expect(warnings.map(([first]) => first)).toStrictEqual(cause === undefined ? [] : [cause]);
    for (const words of told) expect(warnings[0]?.[1]).toContain(words);
  });
});

test('no warning contains anything of the visit, whatever was sent', async () => {
  const unavailable = new FingerprintError('ERR_FP_API_STATUS', 'the Server API answered 503', {
    status: 503,
  });
  const failures = fc.constantFrom<Pick<Decision, 'signals' | 'failedOpen' | 'error'>>(
    { signals: { lookup: 'unavailable', lookupCause: 'status' }, failedOpen: true, error: unavailable },
    { signals: { lookup: 'unavailable', lookupCause: 'timeout' }, failedOpen: true },
    {
      signals: { lookup: 'unavailable', lookupCause: 'foreign-answer' },
      failedOpen: false,
      error: unavailable,
    },
    { signals: { lookup: 'refused', lookupCause: 'key' }, failedOpen: false },
    { signals: { lookup: 'found', replayStore: 'unavailable' }, failedOpen: true },
  );
  /** The lines of a decision, of a hook that throws it, and of a store that fails with it. */
  const linesOf = async (decision: Decision) => {
    const lines: string[] = [];
    const { warn } = new Warnings({ warn: (line) => lines.push(line) }, () => 0);
    const said = decision.reasons.map(({ message }) => message);
    const thrown = Object.assign(new Error([decision.request.path, ...said].join()), decision.signals);
    const record = createRecordDecision(
      () => Promise.reject(thrown),
      warn,
      () => {},
    );
    record(decision, { storeFailure: thrown });
    await new Promise(setImmediate);
    return lines;
  };
  await fc.assert(
    fc.asyncProperty(hostileDecisions, failures, async (decision, failure) => {
      const lines = await linesOf({
        ...decision,
        ...failure,
        signals: { ...decision.signals, lookup: undefined, lookupCause: undefined, ...failure.signals },
      });
      expect(lines).toEqual(await linesOf(decisionOf(failure.signals, failure)));
      for (const line of lines) expect(line).toMatch(/; see @fingerprint-guard\/core\/docs\/\w+\.md#/);
    }),
    { numRuns: 60 },
  );
});

describe('a hook that fails', () => {
  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
  ])('%s: is logged', async (_how, hook) => {
    const causes: string[] = [];
    createRecordDecision(
      hook,
      (cause) => causes.push(cause),
      () => {},
    )(decisionOf({}));
    await new Promise(setImmediate);
    expect(causes).toEqual(['onDecision']);
  });
});
