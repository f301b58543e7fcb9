import { describe, expect, test } from '@jest/globals';
import { evaluatePolicy, type PolicyConfig, problemResponse, type Signals } from '../../src/index.js';
import { HONEST } from '../policy/rules.table.js';

const answerTo = (signals: Signals, policy: PolicyConfig = {}) =>
  problemResponse(evaluatePolicy(policy, { id: 'an-id', signals: { ...HONEST, ...signals } }));

const outage: Signals = { lookup: 'unavailable', lookupCause: 'status' };
const limited: Signals = { lookup: 'unavailable', lookupCause: 'rate-limited' };
const stale: Signals = { ageMs: 1_000_000 };
const strict: PolicyConfig = { extends: 'strict' };

test('a denied client receives no more than the ID of the decision', () => {
  expect(answerTo({ bot: 'bad' })).toEqual({
    status: 403,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: {
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      code: 'fingerprint_denied',
      decisionId: 'an-id',
    },
  });
});

test("a client that only the service's failure blocks may try again", () => {
  expect(answerTo({ ...outage, retryAfterMs: 2000 }, strict)).toEqual({
    status: 503,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'retry-after': '2',
    },
    body: {
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
      code: 'fingerprint_denied',
      decisionId: 'an-id',
    },
  });
});

test.each<
  [what: string, signals: Signals, policy: PolicyConfig, status: number, code: string, retry?: string]
>([
  ['a challenge', { tor: true }, {}, 403, 'fingerprint_challenge'],
  ['a challenge of the service', limited, {}, 503, 'fingerprint_challenge'],
  ['an outage and a bot', { ...outage, bot: 'bad' }, strict, 403, 'fingerprint_denied'],
  ['a bot denied, an outage challenged', { ...limited, bot: 'bad' }, {}, 403, 'fingerprint_denied'],
  [
    'a stale event challenged, an outage denied',
    { ...outage, ...stale },
    { ...strict, rules: { 'stale-event': 'challenge' } },
    503,
    'fingerprint_denied',
  ],
  ['a stale event', stale, {}, 403, 'fingerprint_denied', 'new-event'],
  ['no event', { reference: 'missing', lookup: 'skipped' }, {}, 403, 'fingerprint_denied', 'new-event'],
  ['an unknown event', { lookup: 'unknown' }, {}, 403, 'fingerprint_denied', 'new-event'],
  [
    'a sealed result that nobody can open',
    { reference: 'unreadable', lookup: 'skipped' },
    {},
    403,
    'fingerprint_denied',
    'new-event',
  ],
  ['a malformed ID', { reference: 'malformed', lookup: 'skipped' }, {}, 403, 'fingerprint_denied'],
  ['a refused guard', { lookup: 'refused', lookupCause: 'key' }, strict, 503, 'fingerprint_denied'],
  ['a replay store that fails', { replayStore: 'unavailable' }, strict, 503, 'fingerprint_denied'],
  [
    'a stale event denied, Tor challenged',
    { ...stale, tor: true },
    {},
    403,
    'fingerprint_denied',
    'new-event',
  ],
  ['a stale event and a bot', { ...stale, bot: 'bad' }, {}, 403, 'fingerprint_denied'],
  [
    'a stale event challenged',
    stale,
    { rules: { 'stale-event': 'challenge' } },
    403,
    'fingerprint_challenge',
    'new-event',
  ],
])('%s: by the rules of the level that decides', (_what, signals, policy, status, code, ...[retry]) => {
  const answer = answerTo(signals, policy);
  expect([answer.status, answer.body.status]).toEqual([status, status]);
  expect([answer.body.code, answer.body.retry]).toEqual([code, retry]);
});

describe('Retry-After', () => {
  test.each<[number | undefined, string | undefined]>([
    [undefined, undefined],
    [0, '0'],
    [1, '1'],
    [999, '1'],
    [1000, '1'],
    [1001, '2'],
    [7400, '8'],
  ])('never lets a client retry too early: %s ms are %s s', (retryAfterMs, seconds) => {
    expect(answerTo({ ...limited, retryAfterMs }).headers['retry-after']).toBe(seconds);
  });

  test('is not sent to a client that is to blame', () => {
    expect(answerTo({ ...limited, retryAfterMs: 2000, bot: 'bad' }).headers).not.toHaveProperty(
      'retry-after',
    );
  });
});
