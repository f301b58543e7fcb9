import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import {
  createMemoryReplayStore,
  type FingerprintGuard,
  type PolicyConfig,
  type ReplayStore,
} from '../../src/index.js';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';

const scene = useEmulator();

describe('a check', () => {
  test('lets the honest visit in, and says what it knows', async () => {
    const { guard, decisions, warnings } = scene.guard({ origins: ['https://shop.example'] });
    const { eventId, visitorId } = await scene.emulator.createEvent('honest', {
      url: 'https://shop.example/login',
      ip_address: '203.0.113.7',
    });
    const decision = await guard.check(
      requestFor(eventId, { ip: '203.0.113.7', headers: { origin: 'https://shop.example' } }),
    );
    expect(decision).toMatchObject({
      action: 'allow',
      blocked: false,
      mode: 'enforce',
      policy: 'default',
      reasons: [],
      observed: [],
      unknown: expect.arrayContaining(['linked-id-mismatch', 'environment-mismatch']),
      failedOpen: false,
      source: 'api',
      signals: {
        reference: 'id',
        lookup: 'found',
        replayStore: 'ok',
        eventId,
        visitorId,
        reused: false,
        originAllowed: true,
        ipMatch: 'same',
        bot: 'not_detected',
        botProbability: 0,
        incognito: false,
      },
    });
    expect(decision.event?.eventId).toBe(eventId);
    expect(decision.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(decisions).toEqual([decision]);
    expect(warnings).toEqual([]);
  });

  test.each(['claim', 'required', 'passChallenge'])('takes only a boolean for %s', async (name) => {
    const { guard, decisions } = scene.guard();
    const refused = { code: 'ERR_FP_OPTION', message: `${name}: expected a boolean` };
    for (const value of ['false', 0, 1, null, Promise.resolve(true)]) {
      const options = { [name]: value };
      await expect(guard.check(requestFor('id'), undefined, options)).rejects.toMatchObject(refused);
      await expect(guard.checkEdge(requestFor('id'), undefined, options)).rejects.toMatchObject(refused);
    }
    expect(decisions).toEqual([]);
    for (const value of [true, false, undefined]) {
      const { eventId } = await scene.emulator.createEvent();
      expect((await guard.check(requestFor(eventId), undefined, { [name]: value })).blocked).toBe(false);
    }
  });

  test('reads the age by its own clock', async () => {
    let time = Date.now();
    const { guard } = scene.guard({ now: () => time, cache: false });
    const { eventId } = await scene.emulator.createEvent('honest', { timestamp: time });
    time += 120_000;
    expect(rulesOf(await guard.check(requestFor(eventId)))).toEqual([]);
    time += 1;
    expect(rulesOf(await guard.check(requestFor(eventId)))).toEqual(['stale-event', 'reused-event']);
    time -= 150_002;
    expect(rulesOf(await guard.check(requestFor(eventId)))).toContain('future-event');
  });

  test('takes a policy by name or inline, and knows no other', async () => {
    const { guard } = scene.guard({ policies: { login: { rules: { incognito: 'deny' } } } });
    const check = async (policy?: string | object) => {
      const { eventId } = await scene.emulator.createEvent('incognito');
      return guard.check(requestFor(eventId), policy);
    };
    expect(await check()).toMatchObject({ policy: 'default', action: 'allow' });
    expect(await check('login')).toMatchObject({ policy: 'login', action: 'deny' });
    expect(await check({ rules: { incognito: 'challenge' } })).toMatchObject({
      policy: 'inline',
      action: 'challenge',
    });
    await expect(check('logn')).rejects.toMatchObject({
      code: 'ERR_FP_UNKNOWN_POLICY',
      message: expect.stringContaining('login'),
    });
    const unknown = expect.objectContaining({ code: 'ERR_FP_UNKNOWN_POLICY' });
    expect(() => guard.requirePolicy('logn')).toThrow(unknown);
    const wrong = { rules: { incognito: 'dney' } } as unknown as PolicyConfig;
    expect(() => guard.requirePolicy(wrong)).toThrow(expect.objectContaining({ code: 'ERR_FP_POLICY' }));
    for (const known of [undefined, 'login', { rules: { incognito: 'deny' } } as const])
      expect(() => guard.requirePolicy(known)).not.toThrow();
  });

  test('takes a preset by its name, unless one of its policies has that name', async () => {
    const check = async (guard: FingerprintGuard, policy?: string) => {
      const { eventId } = await scene.emulator.createEvent('incognito');
      return guard.check(requestFor(eventId), policy);
    };
    const { guard } = scene.guard({ policy: 'strict', policies: { watched: 'observe-all', login: {} } });
    expect(await check(guard)).toMatchObject({ policy: 'default', action: 'challenge' });
    expect(await check(guard, 'strict')).toMatchObject({ policy: 'strict', action: 'challenge' });
    expect(await check(guard, 'recommended')).toMatchObject({ policy: 'recommended', action: 'allow' });
    expect(await check(guard, 'watched')).toMatchObject({ policy: 'watched', action: 'allow' });

    const strict = { rules: { incognito: 'deny' } } as const;
    const { guard: own } = scene.guard({ policy: 'strict', policies: { strict } });
    expect(await check(own, 'strict')).toMatchObject({ policy: 'strict', action: 'deny' });
    expect(await check(own)).toMatchObject({ policy: 'default', action: 'deny' });
    const tight = scene.guard({ maxEventAgeMs: 10_000, policy: { rules: { 'stale-event': 'off' } } }).guard;
    expect(() => tight.requirePolicy('strict')).toThrow(/maxAgeMs: 30000 is above/);
  });

  test('binds the event to origins and environment, once configured', async () => {
    const { guard } = scene.guard({ origins: ['https://shop.example'], environmentId: 'ae_shop' });
    const rules = async (overrides: object, headers = {}) => {
      const { eventId } = await scene.emulator.createEvent('honest', {
        environment_id: 'ae_shop',
        url: 'https://shop.example/',
        ...overrides,
      });
      return rulesOf(await guard.check(requestFor(eventId, { headers })));
    };
    expect(await rules({})).toEqual([]);
    expect(await rules({}, { origin: 'null' })).toEqual([]);
    expect(await rules({}, { origin: 'https://evil.example' })).toEqual(['origin-mismatch']);
    expect(await rules({ url: 'https://shop.example.evil.example/' })).toEqual(['origin-mismatch']);
    expect(await rules({ url: null })).toEqual(['origin-mismatch']);
    expect(await rules({ environment_id: 'ae_other' })).toEqual(['environment-mismatch']);
    expect(await rules({ environment_id: null })).toEqual(['environment-mismatch']);
  });

  test('reports missing signals that it expects', async () => {
    const { guard } = scene.guard({ expects: ['vpn', 'event.velocity'] });
    const { eventId } = await scene.emulator.createEvent('honest', { vpn: null });
    const decision = await guard.check(requestFor(eventId));
    expect(decision).toMatchObject({ action: 'challenge', signals: { missingSignals: ['vpn'] } });
  });

  test('logs a body that was not parsed', async () => {
    const { guard, warnings } = scene.guard();
    const headers = { 'content-type': 'application/json', 'content-length': '20' };
    await guard.check(requestFor(undefined, { headers, body: undefined }));
    expect(warnings).toEqual([expect.stringContaining('body parser')]);
  });

  test('that nothing requires records no request without an event', async () => {
    const { guard, decisions, warnings } = scene.guard();
    const headers = { 'content-type': 'application/json', 'content-length': '20' };
    const attached = { required: false, claim: false };
    await guard.check(requestFor(undefined, { headers, body: undefined }), undefined, attached);
    expect([decisions, warnings]).toEqual([[], []]);
    await guard.check(requestFor('..'), undefined, attached);
    expect(decisions).toMatchObject([{ blocked: false, signals: { reference: 'malformed' } }]);
  });

  test('measures its time, the lookup included', async () => {
    const { guard } = scene.guard();
    const { eventId } = await scene.emulator.createEvent();
    scene.emulator.setFault({ kind: 'delay', ms: 50 });
    expect((await guard.check(requestFor(eventId))).elapsedMs).toBeGreaterThan(45);
  });

  test('survives functions of the application that throw', async () => {
    const fails = () => {
      throw new Error('no');
    };
    const { eventId } = await scene.emulator.createEvent();
    const hook = scene.guard({ onDecision: fails, clientIp: fails });
    expect((await hook.guard.check(requestFor(eventId))).action).toBe('allow');
    const rejects = scene.guard({ onDecision: () => Promise.reject(new Error('no')), eventFrom: fails });
    expect(rulesOf(await rejects.guard.check(requestFor(eventId)))).toEqual(['malformed-event']);
    expect(hook.warnings).toHaveLength(2);
    expect(rejects.warnings).toHaveLength(2);
  });

  test('rejects after the guard was closed', async () => {
    const { guard } = scene.guard();
    const receive = guard.createWebhookReceiver({ secrets: 'secret' });
    await guard.close();
    await expect(guard.check(requestFor('e'))).rejects.toMatchObject({ code: 'ERR_FP_CLOSED' });
    await expect(receive({ body: '', signature: undefined })).rejects.toMatchObject({
      code: 'ERR_FP_CLOSED',
    });
  });
});

describe('one use of an ID', () => {
  test('the second check is denied, and asks the API nothing', async () => {
    const { guard } = scene.guard();
    const { eventId } = await scene.emulator.createEvent();
    expect((await guard.check(requestFor(eventId))).source).toBe('api');
    const again = await guard.check(requestFor(eventId));
    expect(again).toMatchObject({ action: 'deny', source: 'cache' });
    expect(rulesOf(again)).toEqual(['reused-event']);
    expect(scene.emulator.requests()).toHaveLength(1);
  });

  test('100 concurrent checks of one ID: one is let in, one lookup is made', async () => {
    const { guard } = scene.guard({ cache: false });
    const { eventId } = await scene.emulator.createEvent();
    const checks = Array.from({ length: 100 }, () => guard.check(requestFor(eventId)));
    const actions = (await Promise.all(checks)).map(({ action }) => action);
    expect(actions.filter((action) => action === 'allow')).toHaveLength(1);
    expect(scene.emulator.requests()).toHaveLength(1);
  });

  test('is held whatever the policy concludes, and by policy if it says so', async () => {
    const denies = { rules: { 'bad-bot': 'deny' } } as const;
    const perPolicy = { rules: { 'reused-event': ['deny', { scope: 'policy' }] } } as const;
    const { guard } = scene.guard({ policies: { denies, view: perPolicy, pay: perPolicy } });
    const bot = await scene.emulator.createEvent('bad-bot');
    await guard.check(requestFor(bot.eventId), 'denies');
    expect(rulesOf(await guard.check(requestFor(bot.eventId), 'denies'))).toContain('reused-event');
    const honest = await scene.emulator.createEvent();
    expect((await guard.check(requestFor(honest.eventId), 'view')).action).toBe('allow');
    expect((await guard.check(requestFor(honest.eventId), 'pay')).action).toBe('allow');
    expect((await guard.check(requestFor(honest.eventId), 'pay')).action).toBe('deny');
  });

  test('is not made by a policy without the rule, nor by a check with claim: false', async () => {
    const { guard } = scene.guard({ policies: { browse: { rules: { 'reused-event': 'off' } } } });
    const { eventId } = await scene.emulator.createEvent();
    for (const [policy, options] of [['browse'], ['default', { claim: false }]] as const) {
      const { action, signals } = await guard.check(requestFor(eventId), policy, options);
      expect([action, signals.reused, signals.replayStore]).toEqual(['allow', undefined, undefined]);
    }
    expect((await guard.check(requestFor(eventId))).signals.reused).toBe(false);
    expect(rulesOf(await guard.check(requestFor(eventId)))).toEqual(['reused-event']);
  });

  test('is claimed by a key of the guard, or of the policy; no two of them collide', async () => {
    const keys: string[] = [];
    const replayStore: ReplayStore = { claim: async (key) => keys.push(key) > 0 };
    const perPolicy = { rules: { 'reused-event': ['deny', { scope: 'policy' }] } } as const;
    const { guard } = scene.guard({ replayStore, policies: { pay: perPolicy, 'pay:once': perPolicy } });
    const { eventId } = await scene.emulator.createEvent();
    for (const policy of [undefined, 'pay', 'pay:once']) await guard.check(requestFor(eventId), policy);
    expect(keys).toEqual([`guard:${eventId}`, `policy:pay:${eventId}`, `policy:pay%3Aonce:${eventId}`]);
  });

  test('is held for each of two inline policies, and for one that is passed again', async () => {
    const perPolicy = (max: number) =>
      ({
        rules: { 'reused-event': ['deny', { scope: 'policy' }], 'suspect-score': ['deny', { max }] },
      }) as const;
    const store = createMemoryReplayStore();
    const guards = [scene.guard({ replayStore: store }).guard, scene.guard({ replayStore: store }).guard];
    const { eventId } = await scene.emulator.createEvent();
    const actions = [];
    for (const guard of guards) {
      for (const max of [50, 60])
        actions.push((await guard.check(requestFor(eventId), perPolicy(max))).action);
    }
    expect(actions).toEqual(['allow', 'allow', 'deny', 'deny']);
    // The same rules, written in another order.
    const { rules } = perPolicy(50);
    const turned = { rules: Object.fromEntries(Object.entries(rules).reverse()) } as PolicyConfig;
    expect((await scene.guard({ replayStore: store }).guard.check(requestFor(eventId), turned)).action).toBe(
      'deny',
    );
  });

  test.each([
    ['the very age that is allowed', 600_000, ['reused-event']],
    ['one millisecond more', 600_001, ['stale-event']],
  ])('outlives its event at %s, without any clock skew', async (_what, age, rules) => {
    let time = Date.now();
    const policy = {
      rules: { 'stale-event': ['deny', { maxAgeMs: 600_000 }] as const, 'future-event': 'off' as const },
    };
    const { guard } = scene.guard({
      now: () => time,
      maxClockSkewMs: 0,
      policy,
      replayStore: createMemoryReplayStore({ now: () => time }),
    });
    const { eventId } = await scene.emulator.createEvent('honest', { timestamp: time });
    expect((await guard.check(requestFor(eventId))).action).toBe('allow');
    time += age;
    expect(rulesOf(await guard.check(requestFor(eventId)))).toEqual(expect.arrayContaining(rules));
  });

  test('one request judged twice makes one lookup and one claim', async () => {
    const { guard } = scene.guard({ cache: false });
    const { eventId } = await scene.emulator.createEvent();
    const native = {};
    const attached = await guard.check(requestFor(eventId), undefined, {
      claim: false,
      required: false,
      native,
    });
    expect(attached.signals).toMatchObject({ reused: undefined, replayStore: undefined });
    expect((await guard.check(requestFor(eventId), undefined, { native })).action).toBe('allow');
    expect((await guard.check(requestFor(eventId), 'default', { native })).action).toBe('allow');
    expect((await guard.check(requestFor(eventId), undefined, { native: {} })).action).toBe('deny');
    expect(scene.emulator.requests()).toHaveLength(2);
  });

  test('serves one claimant of a request, and checks without one', async () => {
    const { guard } = scene.guard();
    const native = {};
    const { eventId } = await scene.emulator.createEvent();
    const reusedFor = async (claimant?: object) =>
      (await guard.check(requestFor(eventId), undefined, { native, claimant })).signals.reused;
    const [first, second] = [{}, {}];
    expect(await reusedFor()).toBe(false);
    expect(await Promise.all([reusedFor(first), reusedFor(second), reusedFor(first)])).toEqual([
      false,
      true,
      false,
    ]);
    expect(await reusedFor()).toBe(false);
    expect(scene.emulator.requests()).toHaveLength(1);
  });

  test('a second claimant has used the ID even while the replay store is unavailable', async () => {
    const { guard } = scene.guard({ replayStore: { claim: () => Promise.reject(new Error('down')) } });
    const native = {};
    const { eventId } = await scene.emulator.createEvent();
    const actionFor = async (claimant: object) =>
      (await guard.check(requestFor(eventId), undefined, { native, claimant })).action;
    expect([await actionFor({}), await actionFor({})]).toEqual(['allow', 'deny']);
  });

  test('a later check of the same request looks for the ID again if there was none', async () => {
    const { guard } = scene.guard();
    const { eventId } = await scene.emulator.createEvent();
    const native = {};
    const before = await guard.check(requestFor(undefined), undefined, {
      claim: false,
      required: false,
      native,
    });
    expect(before).toMatchObject({ action: 'deny', blocked: false, signals: { reference: 'missing' } });
    expect((await guard.check(requestFor(eventId), undefined, { native })).action).toBe('allow');
  });

  test('a replay store that answers at once, without a promise, counts', async () => {
    const answers = [true, false];
    const replayStore = { claim: () => answers.shift() } as unknown as ReplayStore;
    const { guard } = scene.guard({ replayStore });
    const { eventId } = await scene.emulator.createEvent();
    expect((await guard.check(requestFor(eventId))).signals).toMatchObject({
      replayStore: 'ok',
      reused: false,
    });
    expect(rulesOf(await guard.check(requestFor(eventId)))).toEqual(['reused-event']);
  });

  test('a replay store that does not confirm the first claim lets nothing pass', async () => {
    for (const answer of [undefined, null, 'OK', 1]) {
      const replayStore = { claim: async () => answer } as unknown as ReplayStore;
      const { guard } = scene.guard({ replayStore });
      const { eventId } = await scene.emulator.createEvent();
      expect(rulesOf(await guard.check(requestFor(eventId)))).toEqual(['reused-event']);
    }
  });

  test('a replay store that fails, or is too slow, is a rule', async () => {
    const stores: ReplayStore[] = [
      { claim: () => Promise.reject(new Error('down')) },
      {
        claim: () => {
          throw new Error('down');
        },
      },
      { claim: () => new Promise(() => {}) },
    ];
    for (const replayStore of stores) {
      const { guard, warnings } = scene.guard({ replayStore });
      const [first, second] = [await scene.emulator.createEvent(), await scene.emulator.createEvent()];
      expect(await guard.check(requestFor(first.eventId))).toMatchObject({
        action: 'allow',
        failedOpen: true,
        signals: { replayStore: 'unavailable', reused: undefined },
      });
      expect(rulesOf(await guard.check(requestFor(second.eventId), { extends: 'strict' }))).toContain(
        'replay-store-unavailable',
      );
      expect(warnings).toEqual([expect.stringContaining('replay store')]);
    }
  });
});

describe('while the replay store is down', () => {
  const down: ReplayStore = { claim: () => Promise.reject(new Error('down')) };
  const newId = async () => (await scene.emulator.createEvent()).eventId;

  test('an ID passes once in this process, by whatever policy fails open, also at the same time', async () => {
    const { guard } = scene.guard({ replayStore: down, policies: { pay: {} } });
    const eventId = await newId();
    const burst = Array.from({ length: 20 }, () => guard.check(requestFor(eventId)));
    const decisions = [...(await Promise.all(burst)), await guard.check(requestFor(eventId), 'pay')];
    expect(decisions.filter(({ failedOpen }) => failedOpen)).toHaveLength(1);
    const others = decisions.filter(({ failedOpen }) => !failedOpen);
    expect(others.map(rulesOf)).toEqual(others.map(() => ['reused-event']));
    expect(others.every(({ blocked }) => blocked)).toBe(true);
  });

  test('a request judged twice passes twice, and so does each new event', async () => {
    const { guard } = scene.guard({ replayStore: down });
    for (let visit = 0; visit < 3; visit++) {
      const [native, eventId] = [{}, await newId()];
      for (let time = 0; time < 2; time++)
        expect(await guard.check(requestFor(eventId), undefined, { native })).toMatchObject({
          blocked: false,
          failedOpen: true,
        });
    }
  });

  test('an ID that was blocked because of it is not used up: it passes once the store is back', async () => {
    let isDown = true;
    const memory = createMemoryReplayStore();
    const replayStore: ReplayStore = {
      claim: (key, ttlMs) => (isDown ? down : memory).claim(key, ttlMs),
    };
    const { guard } = scene.guard({ replayStore });
    const eventId = await newId();
    for (let time = 0; time < 2; time++)
      expect(rulesOf(await guard.check(requestFor(eventId), 'strict'))).toEqual(['replay-store-unavailable']);
    isDown = false;
    expect((await guard.check(requestFor(eventId), 'strict')).blocked).toBe(false);
    expect(rulesOf(await guard.check(requestFor(eventId), 'strict'))).toEqual(['reused-event']);
  });

  test('an ID that passed counts as used once the store is back, even if the store does not know it', async () => {
    let isDown = true;
    const memory = createMemoryReplayStore();
    const { guard } = scene.guard({
      replayStore: { claim: (key, ttlMs) => (isDown ? down : memory).claim(key, ttlMs) },
    });
    const eventId = await newId();
    expect((await guard.check(requestFor(eventId))).failedOpen).toBe(true);
    isDown = false;
    expect(rulesOf(await guard.check(requestFor(eventId)))).toEqual(['reused-event']);
    expect((await guard.check(requestFor(await newId()))).blocked).toBe(false);
  });

  test('an ID passes once also while the API is down', async () => {
    const { guard } = scene.guard({ replayStore: down, cache: false, deadlineMs: 300 });
    const eventId = await newId();
    scene.emulator.setFault({ kind: 'status', status: 500 });
    const blocked = [];
    for (let time = 0; time < 2; time++) blocked.push((await guard.check(requestFor(eventId))).blocked);
    expect(blocked).toEqual([false, true]);
  });
});

describe('a challenge', () => {
  test('is let through to a handler that steps up, if there is an event', async () => {
    const policy = { rules: { incognito: 'challenge' } } as const;
    const { guard } = scene.guard({ cache: false });
    const { eventId } = await scene.emulator.createEvent('incognito');
    const through = await guard.check(requestFor(eventId), policy, { passChallenge: true });
    expect(through).toMatchObject({ action: 'challenge', blocked: false });
    scene.emulator.setFault({ kind: 'status', status: 429, retryAfter: 1 });
    const other = await scene.emulator.createEvent();
    const without = await guard.check(requestFor(other.eventId), policy, { passChallenge: true });
    expect(without).toMatchObject({ action: 'challenge', blocked: true });
  });

  test('does not apply to a bot: a denied request stays denied', async () => {
    const { guard } = scene.guard();
    const { eventId } = await scene.emulator.createEvent('bad-bot');
    expect((await guard.check(requestFor(eventId), undefined, { passChallenge: true })).blocked).toBe(true);
  });
});

test('monitor mode judges and never blocks', async () => {
  const { guard, decisions } = scene.guard({ policy: { mode: 'monitor' } });
  const { eventId } = await scene.emulator.createEvent('bad-bot');
  const decision = await guard.check(requestFor(eventId));
  expect(decision).toMatchObject({ action: 'deny', blocked: false, mode: 'monitor' });
  expect(rulesOf(decision)).toContain('bad-bot');
  expect(decisions).toHaveLength(1);
});

test('nothing that can be printed contains the key', async () => {
  const { guard, decisions, warnings } = scene.guard();
  scene.emulator.setFault({ kind: 'status', status: 403 });
  const { eventId } = await scene.emulator.createEvent();
  await guard.check(requestFor(eventId));
  const printed = inspect([guard, decisions], { depth: 20, showHidden: true }) + warnings.join();
  expect(warnings).toHaveLength(1);
  expect(printed).not.toContain(scene.emulator.secretApiKey);
  expect(warnings.join()).not.toContain(eventId);
});
