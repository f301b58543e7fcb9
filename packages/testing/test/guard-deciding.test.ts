import {
  type Action,
  createFingerprintGuard,
  isFingerprintGuard,
  type Mode,
  type PolicyConfig,
  problemResponse,
} from '@fingerprint-guard/core';
import { startEmulator } from '@fingerprint-guard/emulator';
import { describe, expect, test } from '@jest/globals';
import { guardDeciding, type StubbedVerdict } from '../src/index.js';

const request = { method: 'POST', url: '/login', headers: { 'x-role': 'thief' } };

describe('guardDeciding', () => {
  test('is a guard, and decides as it is told', async () => {
    expect(isFingerprintGuard(guardDeciding('deny'))).toBe(true);
    for (const action of ['allow', 'challenge', 'deny'] as const) {
      const decision = await guardDeciding(action).check(request, 'login');
      expect(decision).toMatchObject({
        action,
        blocked: action !== 'allow',
        policy: 'login',
        mode: 'enforce',
      });
    }
  });

  test("a function receives the framework's own request", async () => {
    const native = { user: 'anna' };
    const told: unknown[] = [];
    const guard = guardDeciding((_request, _policy, own) => {
      told.push(own);
      return 'allow';
    });
    await guard.check(request);
    await guard.check(request, 'login', { native });
    await guard.check(request, 'login', { native: {}, context: native });
    expect(told).toEqual([undefined, native, native]);
  });

  test('gives an ID to each decision', async () => {
    const guard = guardDeciding('deny');
    const [one, other] = [await guard.check(request), await guard.check(request)];
    expect(one.id).toMatch(/^[\da-f-]{36}$/);
    expect(other.id).not.toBe(one.id);
  });

  test('gives decisions with the fields of a real one', async () => {
    const emulator = await startEmulator();
    const real = createFingerprintGuard({ apiKey: emulator.secretApiKey, baseUrl: emulator.url });
    try {
      const { eventId } = await emulator.createEvent('tor');
      const decided = await real.check({ ...request, body: { eventId } });
      const stubbed = await guardDeciding('challenge', { signals: { tor: true } }).check(request);
      expect(Object.keys(stubbed).sort()).toEqual(Object.keys(decided).sort());
      expect(Object.keys(stubbed.signals).sort()).toEqual(Object.keys(decided.signals).sort());
      expect(stubbed.reasons).toEqual(decided.reasons);
    } finally {
      await real.close();
      await emulator.close();
    }
  });

  test('takes other policies, as a real one does', async () => {
    const guard = guardDeciding('allow', { policies: { login: {}, next: {} } });
    guard.setPolicies({ policies: { login: { mode: 'monitor' } } });
    expect((await guard.check(request, 'login')).mode).toBe('monitor');
    await expect(guard.check(request, 'next')).rejects.toMatchObject({ code: 'ERR_FP_UNKNOWN_POLICY' });
    expect(() => guard.setPolicies({ policies: {} })).toThrow(
      expect.objectContaining({ code: 'ERR_FP_UNKNOWN_POLICY' }),
    );
  });

  test('says which request it is about', async () => {
    const asked = { ...request, url: '/login?token=secret', route: '/login' };
    const decision = await guardDeciding('allow').check(asked, undefined, { required: false });
    expect(decision.request).toEqual({ method: 'POST', path: '/login', route: '/login' });
    expect(decision.required).toBe(false);
    expect(decision.at).toBeGreaterThan(1_700_000_000_000);
  });

  /** Every way a request can stand to its decision. */
  const ways = (['allow', 'challenge', 'deny'] as const).flatMap((action) =>
    (['enforce', 'monitor'] as const).flatMap((mode) =>
      [true, false].flatMap((required) =>
        [true, false].flatMap((passChallenge) =>
          [true, false].map((event): [Action, Mode, boolean, boolean, boolean] => [
            action,
            mode,
            required,
            passChallenge,
            event,
          ]),
        ),
      ),
    ),
  );

  test.each(ways)(
    'blocks as a check does: %s, %s, required %p, passChallenge %p, with an event %p',
    async (action, mode, required, passChallenge, hasEvent) => {
      const emulator = await startEmulator();
      // A policy that comes to the action for this visit, with an event and without.
      const level = action === 'allow' ? 'observe' : action;
      const policy: PolicyConfig = {
        extends: 'observe-all',
        mode,
        rules: { incognito: level, 'missing-event': level },
      };
      const real = createFingerprintGuard({ apiKey: emulator.secretApiKey, baseUrl: emulator.url });
      try {
        const { eventId } = await emulator.createEvent('incognito');
        const options = { required, passChallenge };
        const body = hasEvent ? { eventId } : {};
        const decided = await real.check({ ...request, body }, policy, options);
        const signals = hasEvent ? { incognito: true } : { reference: 'missing' as const };
        const stubbed = await guardDeciding(action, { signals, mode }).check(request, undefined, options);
        expect(decided.action).toBe(action);
        expect([stubbed.blocked, stubbed.action, stubbed.mode]).toEqual([
          decided.blocked,
          decided.action,
          decided.mode,
        ]);
      } finally {
        await real.close();
        await emulator.close();
      }
    },
  );

  test('follows the mode of a policy it knows', async () => {
    const policies = { watched: { mode: 'monitor' } } as const;
    const guard = guardDeciding('deny', { policies });
    expect(await guard.check(request, 'watched')).toMatchObject({ action: 'deny', blocked: false });
    expect(await guard.check(request, { mode: 'monitor' })).toMatchObject({
      blocked: false,
      policy: 'inline',
    });
    expect(await guard.check(request)).toMatchObject({ blocked: true, policy: 'default' });
  });

  test('judges by a preset that is named', async () => {
    const incognito = { signals: { incognito: true } };
    const reasonsBy = async (policy: string, policies?: Record<string, 'recommended'>) => {
      const guard = guardDeciding('challenge', { ...incognito, ...(policies ? { policies } : {}) });
      return (await guard.check(request, policy)).reasons.map(({ rule }) => rule);
    };
    expect(await reasonsBy('strict')).toEqual(['incognito']);
    expect(await reasonsBy('recommended')).toEqual(['guard-deciding']);
    expect(await reasonsBy('strict', { strict: 'recommended' })).toEqual(['guard-deciding']);
    expect(await reasonsBy('strict', {})).toEqual(['incognito']);
  });

  test('lets a test choose the visit', async () => {
    const guard = guardDeciding('allow', { signals: { incognito: true }, event: { tags: { cart: 'c1' } } });
    const { signals, event, observed, source } = await guard.check(request);
    expect(signals.incognito).toBe(true);
    expect(event).toMatchObject({ incognito: true, tags: { cart: 'c1' } });
    expect(observed.map(({ rule }) => rule)).toEqual(['incognito']);
    expect(source).toBe('api');
  });

  test('says that it failed open if it let a request pass without an event', async () => {
    const signals = { lookup: 'unavailable', lookupCause: 'timeout' } as const;
    expect(await guardDeciding('allow', { signals }).check(request)).toMatchObject({
      failedOpen: true,
      source: 'none',
    });
    expect((await guardDeciding('deny', { signals }).check(request)).failedOpen).toBe(false);
  });

  test.each<[string, StubbedVerdict, object]>([
    ['a denial', 'deny', { status: 403, code: 'fingerprint_denied' }],
    ['a challenge', 'challenge', { status: 403, code: 'fingerprint_challenge' }],
    [
      "the service's failure",
      { action: 'deny', reasons: [{ rule: 'api-unavailable' }] },
      { status: 503, code: 'fingerprint_denied' },
    ],
    [
      'an event that is missing',
      { action: 'deny', signals: { reference: 'missing' } },
      { status: 403, retry: 'new-event' },
    ],
  ])('leads to the answer a client gets: %s', async (_what, verdict, body) => {
    expect(problemResponse(await guardDeciding(verdict).check(request)).body).toMatchObject(body);
  });

  test('takes reasons, the worst first', async () => {
    const reasons = [
      { rule: 'vpn', level: 'challenge', message: 'a VPN' },
      { rule: 'tor', actual: true },
    ] as const;
    const decision = await guardDeciding({ action: 'deny', reasons }).check(request);
    expect(decision.reasons).toEqual([
      { rule: 'tor', level: 'deny', message: 'decided by guardDeciding()', actual: true },
      { rule: 'vpn', level: 'challenge', message: 'a VPN' },
    ]);
  });

  test('takes a function of request and policy', async () => {
    const guard = guardDeciding(async ({ headers }, policy) =>
      headers['x-role'] === 'thief' && policy === 'pay' ? { action: 'deny', event: { tor: true } } : 'allow',
    );
    expect(await guard.check(request, 'pay')).toMatchObject({ action: 'deny', signals: { tor: true } });
    expect(await guard.check(request, 'login')).toMatchObject({ action: 'allow', signals: { tor: false } });
    const failing = guardDeciding(() => {
      throw new Error('the test’s own');
    });
    await expect(failing.check(request)).rejects.toThrow('the test’s own');
  });

  test.each<[object | string, RegExp]>([
    ['block', /^action: expected/],
    [{}, /^action: expected/],
    [{ action: 'deny', reason: [] }, /^reason: no particular/],
    [{ action: 'deny', signals: { incognitto: true } }, /^incognitto: no signal/],
    [{ action: 'deny', reasons: [] }, /^reasons: .*'allow', not to 'deny'/],
    [{ action: 'allow', reasons: [{ rule: 'tor' }] }, /^reasons: /],
    [
      { action: 'challenge', reasons: [{ rule: 'tor', level: 'deny' }] },
      /^reasons: .*'deny', not to 'challenge'/,
    ],
  ])('refuses %j, which no guard decides', async (verdict, message) => {
    const error = { code: 'ERR_FP_OPTION', message: expect.stringMatching(message) };
    expect(() => guardDeciding(verdict as StubbedVerdict)).toThrow(expect.objectContaining(error));
    await expect(guardDeciding(() => verdict as StubbedVerdict).check(request)).rejects.toMatchObject(error);
  });

  test('takes any name of a policy, unless it is given the names', async () => {
    expect(() => guardDeciding('deny').requirePolicy('login')).not.toThrow();
    const told = guardDeciding('deny', { policies: { login: {} } });
    expect(() => told.requirePolicy('login')).not.toThrow();
    expect(() => told.requirePolicy(undefined)).not.toThrow();
    expect(() => told.requirePolicy('logn')).toThrow(/did you mean login/);
    await expect(told.check(request, 'constructor')).rejects.toMatchObject({ code: 'ERR_FP_UNKNOWN_POLICY' });
  });

  test('finds issues in policies', async () => {
    const wrong = { rules: { incognitto: 'deny' } } as PolicyConfig;
    const code = 'ERR_FP_POLICY';
    expect(() => guardDeciding('deny', { policies: { wrong } })).toThrow(expect.objectContaining({ code }));
    expect(() => guardDeciding('deny').requirePolicy(wrong)).toThrow(expect.objectContaining({ code }));
    await expect(guardDeciding('deny').check(request, wrong)).rejects.toMatchObject({ code });
  });

  test('has no API to call, and says so', async () => {
    const { api } = guardDeciding('allow');
    const error = { code: 'ERR_FP_OPTION', message: expect.stringContaining('guardDeciding') };
    await expect(api.getEvent('1777636800000.Honest')).rejects.toMatchObject(error);
    await expect(api.searchEvents.pages().next()).rejects.toMatchObject(error);
    await expect(api.deleteVisitor('HonestVisitor0000001')).rejects.toMatchObject(error);
  });

  test('can be closed more than once', async () => {
    const guard = guardDeciding('allow');
    await guard.close();
    await guard.close();
    await expect(guard.check(request)).rejects.toMatchObject({ code: 'ERR_FP_CLOSED' });
    await expect(
      guard.createWebhookReceiver({ secrets: 's' })({ body: '', signature: '' }),
    ).rejects.toMatchObject({
      code: 'ERR_FP_CLOSED',
    });
  });
});
