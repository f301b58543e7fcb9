import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type CheckOptions,
  createFingerprintGuard,
  type FingerprintEvent,
  type FingerprintGuard,
  type FingerprintGuardOptions,
  type PolicyConfig,
  problemResponse,
} from '../../src/index.js';
import { ClientRecords } from '../../src/lookup/client-records.js';
import type { LookupRequest } from '../../src/lookup/lookup.js';
import { skipHopeless } from '../../src/lookup/skip-hopeless.js';
import { type ApiAnswer, apiFunction, bareId, eventAnswer, notFound } from '../support/api-function.js';
import { requestFor, rulesOf } from '../support/scene.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A guard over an API that answers like this, with its requests and claims. */
function scene(answerTo: (id: string) => ApiAnswer, options: Partial<FingerprintGuardOptions> = {}) {
  const { dispatcher, asked } = apiFunction(answerTo);
  const claimed: string[] = [];
  const replayStore = { claim: async (key: string) => claimed.push(key) > 0 };
  const guard = createFingerprintGuard({
    apiKey: 'secret',
    dispatcher,
    logger: false,
    replayStore,
    ...options,
  });
  return { guard, asked, claimed };
}

async function judged(guard: FingerprintGuard, id: string, policy?: PolicyConfig, options?: CheckOptions) {
  const decision = guard.check(requestFor(id), policy, options);
  await jest.advanceTimersByTimeAsync(3000);
  return decision;
}

const idOfAge = (ageMs: number) => `${Date.now() - ageMs}.abcdef`;
const ownTime = (id: string) => eventAnswer(id, Number.parseInt(id, 10));

describe('an ID that cannot be fresh', () => {
  test.each<[what: string, ageMs: number, rule: string]>([
    ['too old', 180_001, 'stale-event'],
    ['years old', 6e11, 'stale-event'],
    ['too far ahead', -90_001, 'future-event'],
  ])('costs no call and consumes nothing: %s', async (_what, ageMs, rule) => {
    for (const mode of ['enforce', 'monitor'] as const) {
      const { guard, asked, claimed } = scene(ownTime);
      const decision = await judged(guard, idOfAge(ageMs), { mode });
      expect(decision).toMatchObject({
        action: 'deny',
        source: 'none',
        failedOpen: false,
        signals: { reference: 'id', lookup: 'skipped', ageMs },
      });
      expect(decision.error).toBeUndefined();
      expect(rulesOf(decision)).toEqual([rule]);
      expect(problemResponse(decision).status).toBe(403);
      expect([asked, claimed]).toEqual([[], []]);
    }
  });

  test.each<[what: string, ageMs: number, policy: PolicyConfig]>([
    ['within the minute', 180_000, {}],
    ['ahead within the minute', -90_000, {}],
    ['a policy that only challenges', 300_000, { rules: { 'stale-event': 'challenge' } }],
    ['a policy without the rule', 300_000, { rules: { 'stale-event': 'off' } }],
    ['a policy of longer patience', 300_000, { rules: { 'stale-event': ['deny', { maxAgeMs: 600_000 }] } }],
    ['a future that is only observed', -300_000, { rules: { 'future-event': 'observe' } }],
  ])('is looked up if the policy may need it: %s', async (_what, ageMs, policy) => {
    const { guard, asked } = scene(ownTime);
    expect((await judged(guard, idOfAge(ageMs), policy)).signals.lookup).toBe('found');
    expect(asked).toHaveLength(1);
  });

  test('is looked up by the second check of a request, if that needs it; and never twice', async () => {
    const { guard, asked } = scene(ownTime);
    const lax: PolicyConfig = { rules: { 'stale-event': 'off' } };
    const [native, id] = [{}, idOfAge(300_000)];
    const first = await judged(guard, id, {}, { native, claim: false, required: false });
    expect(first.signals.lookup).toBe('skipped');
    expect(await judged(guard, id, lax, { native })).toMatchObject({ action: 'allow', source: 'api' });
    const third = await judged(guard, id, {}, { native });
    expect([rulesOf(third), third.source]).toEqual([['stale-event'], 'api']);
    expect(asked).toHaveLength(1);
  });
});

describe('an unknown ID', () => {
  test('is asked for once within the lag, and again after it', async () => {
    const { guard, asked } = scene(() => notFound, { lag: { retryForMs: 5000 } });
    const id = idOfAge(5001);
    for (let check = 0; check < 2; check++)
      expect(rulesOf(await judged(guard, id))).toEqual(['unknown-event']);
    expect(asked).toHaveLength(1);
    await judged(guard, id);
    expect(asked).toHaveLength(2);
  });

  test('is not remembered while its event may be on its way', async () => {
    let answer = notFound;
    const { guard } = scene((id) => (answer === notFound ? notFound : ownTime(id)));
    const id = idOfAge(0);
    const attached = guard.check(requestFor(id), {}, { required: false, claim: false });
    await jest.advanceTimersByTimeAsync(100);
    expect((await attached).signals.lookup).toBe('unknown');
    answer = eventAnswer(id, Date.now());
    expect(await judged(guard, id)).toMatchObject({ action: 'allow', source: 'api' });
  });

  test('yields to the cache', async () => {
    let kept: FingerprintEvent | undefined;
    const cache = { get: () => kept, set() {}, delete() {} };
    const { guard } = scene(() => notFound, { cache, lag: { retryForMs: 5000 } });
    const other = scene(ownTime);
    const id = idOfAge(6000);
    expect((await judged(guard, id)).signals.lookup).toBe('unknown');
    kept = (await judged(other.guard, id)).event;
    expect((await judged(guard, id)).source).toBe('cache');
  });

  test('is not remembered without a lag', async () => {
    const { guard, asked } = scene(() => notFound, { lag: { retryForMs: 0 } });
    const id = bareId();
    await Promise.all([judged(guard, id), judged(guard, id)]);
    await judged(guard, id);
    expect(asked).toHaveLength(2);
  });
});

describe('what is known of a client', () => {
  const records = () => {
    let now = 0;
    const clients = new ClientRecords(() => now);
    return { find: (ip: string) => clients.find(ip), pass: (ms: number) => (now += ms) };
  };
  const isSuspect = ({ find }: ReturnType<typeof records>, ip: string) => find(ip)?.isSuspect();
  const sendUnknown = ({ find }: ReturnType<typeof records>, ip: string, times: number) => {
    for (let time = 0; time < times; time++) find(ip)?.unknown();
  };

  test('goes with the lookup, and not into the request of whoever asks', async () => {
    const clients = new ClientRecords(() => 0);
    const asked: LookupRequest[] = [];
    const lookup = skipHopeless(
      async (_id, request) => {
        asked.push(request);
        return { outcome: 'unknown', source: 'none' };
      },
      { clients, now: () => 0 },
    );
    const hints = {
      maxAgeMs: 1000,
      maxSkewMs: 0,
      limitsClients: true,
      deniesGone: false,
      rulesetId: undefined,
    };
    await lookup('id', Object.freeze({ admitted: true, patient: true, clientIp: '203.0.113.1', hints }));
    for (let times = 0; times < 4; times++) asked[0]?.client?.unknown();
    expect(clients.find('203.0.113.1')?.isSuspect()).toBe(true);
  });

  test('speaks against it from three unknown IDs on, until they fade', () => {
    const clients = records();
    sendUnknown(clients, '203.0.113.1', 2);
    expect(isSuspect(clients, '203.0.113.1')).toBe(false);
    sendUnknown(clients, '203.0.113.1', 2);
    expect(isSuspect(clients, '::ffff:203.0.113.1')).toBe(true);
    expect(isSuspect(clients, '203.0.113.2')).toBe(false);
    clients.pass(30_000);
    expect(isSuspect(clients, '203.0.113.1')).toBe(false);
  });

  test('does not speak against it if most of its IDs are known, nor for events that came late', () => {
    const clients = records();
    const client = clients.find('203.0.113.1');
    for (let visit = 0; visit < 20; visit++) {
      client?.unknown();
      client?.known(true);
    }
    expect(client?.isSuspect()).toBe(false);
    sendUnknown(clients, '203.0.113.1', 20);
    expect(client?.isSuspect()).toBe(false);
    client?.unknown();
    expect(client?.isSuspect()).toBe(true);
  });

  test('owes it nothing for an event that is found once its unknown ID has faded', () => {
    const clients = records();
    const client = clients.find('203.0.113.1');
    client?.unknown();
    clients.pass(300_000);
    client?.known(true);
    sendUnknown(clients, '203.0.113.1', 3);
    expect(client?.isSuspect()).toBe(true);
  });

  test('is that of a whole /64, whichever of its addresses is used', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.ipV6(), (one, other) => {
        const clients = records();
        const [a, b] = [`2001:db8:0:1:${tail(one)}`, `2001:db8:0:1:${tail(other)}`];
        sendUnknown(clients, a, 3);
        expect(isSuspect(clients, b)).toBe(true);
        expect(isSuspect(clients, '2001:db8:0:2::1')).toBe(false);
      }),
    );
  });

  test.each(['10.1.2.3', '127.0.0.1', '100.64.0.1', '::1', 'fe80::1', 'fd00::1', '::ffff:192.168.0.1'])(
    'does not exist for %j',
    (ip) => {
      expect(records().find(ip)).toBeUndefined();
    },
  );
});

/** Four groups, out of any text. */
const tail = (text: string) =>
  [0, 1, 2, 3].map((at) => (text.charCodeAt(at % text.length) * (at + 7)).toString(16)).join(':');
