import { createContext, runInContext } from 'node:vm';
import type { Decision, EventCache, FingerprintEvent } from '@fingerprint-guard/core';
import { describe, expect, test } from '@jest/globals';
import { eachTest } from '../../../test/support/shop.js';
import { type CheckedRequest, checkRequest } from '../src/index.js';

const shop = eachTest();
const LOGIN = 'https://shop.example/login';
const newId = async () => (await shop.emulator.createEvent()).eventId;
const post = (headers: Record<string, string> = {}, init: RequestInit = {}) =>
  new Request(LOGIN, { method: 'POST', headers, ...init });

describe('what a blocked client is answered', () => {
  test('names the decision, and no reason', async () => {
    const { decision, blocked } = await checkRequest(shop.guard(), post());
    expect(blocked?.headers.get('content-type')).toBe('application/problem+json');
    const details = await blocked?.json();
    expect(details).toMatchObject({ status: 403, code: 'fingerprint_denied', decisionId: decision?.id });
    expect(JSON.stringify(details)).not.toMatch(/missing-event/);
  });

  test('is 503 where only the service failed', async () => {
    const headers = await shop.visit();
    shop.emulator.setFault({ kind: 'status', status: 500 });
    const { blocked } = await checkRequest(shop.guard(), post(headers), { policy: 'strict' });
    expect(blocked?.status).toBe(503);
  });

  test('a challenge goes on if the handler steps up', async () => {
    const options = { policy: { rules: { incognito: 'challenge' } }, passChallenge: true } as const;
    const { decision, blocked } = await checkRequest(
      shop.guard(),
      post(await shop.visit('incognito')),
      options,
    );
    expect(blocked).toBeUndefined();
    expect(decision?.action).toBe('challenge');
    const bot = await checkRequest(shop.guard(), post(await shop.visit('bad-bot')), options);
    expect(bot.blocked?.status).toBe(403);
  });
});

describe('the checks of one request', () => {
  test('share its event and its one use, by whatever policy', async () => {
    const guard = shop.guard({ cache: false });
    const request = post(await shop.visit());
    for (const policy of [undefined, 'strict'])
      expect((await checkRequest(guard, request, { policy, ip: '127.0.0.1' })).decision?.signals.reused).toBe(
        false,
      );
    const looks = shop.emulator.requests().filter(({ path }) => path.startsWith('/v4/events/'));
    expect(looks).toHaveLength(1);
    const again = await checkRequest(guard, request.clone());
    expect(again.decision?.signals.reused).toBe(true);
  });

  test('one that only observes blocks nothing and leaves the ID unused', async () => {
    const guard = shop.guard();
    const headers = await shop.visit('bad-bot');
    const { decision, blocked } = await checkRequest(guard, post(headers), { required: false });
    expect(blocked).toBeUndefined();
    expect(decision).toMatchObject({ action: 'deny', blocked: false, signals: { reused: undefined } });
    expect((await checkRequest(guard, post(headers))).decision?.signals.reused).toBe(false);
  });

  test('one with claim: false blocks, and leaves the ID unused', async () => {
    const guard = shop.guard();
    const honest = await shop.visit();
    expect((await checkRequest(guard, post(honest), { claim: false })).blocked).toBeUndefined();
    expect((await checkRequest(guard, post(honest))).blocked).toBeUndefined();
    const bot = await shop.visit('bad-bot');
    expect((await checkRequest(guard, post(bot), { claim: false })).blocked?.status).toBe(403);
  });

  test('what a middleware judged and the handler judges by the ID of its form is one use', async () => {
    const guard = shop.guard();
    const eventId = await newId();
    const request = post({ 'x-fingerprint-event-id': eventId });
    expect((await checkRequest(guard, request)).blocked).toBeUndefined();
    expect((await checkRequest(guard, request, { eventId })).blocked).toBeUndefined();
  });
});

describe('the calls of a batch', () => {
  const statuses = async (calls: Promise<CheckedRequest>[]) =>
    (await Promise.all(calls)).map(({ blocked }) => blocked?.status ?? 200);

  test.each([
    ['by its ID', (eventId: string) => ({ eventId })],
    ['by its body', (eventId: string) => ({ body: { eventId } })],
    ['each a claimant', () => ({ claimant: {} })],
  ])('are not let in by one event, %s', async (_how, call) => {
    const guard = shop.guard();
    const eventId = await newId();
    const request = post({ 'x-fingerprint-event-id': eventId });
    const calls = [1, 2, 3].map(() => checkRequest(guard, request, call(eventId)));
    expect(await statuses(calls)).toEqual([200, 403, 403]);
  });

  test('are let in by an event for each', async () => {
    const guard = shop.guard();
    const request = post();
    const ids = [await newId(), await newId()];
    expect(await statuses(ids.map((eventId) => checkRequest(guard, request, { eventId })))).toEqual([
      200, 200,
    ]);
  });
});

describe("the client's address", () => {
  const signalsOf = async (guard: Parameters<typeof checkRequest>[0], request: Request, ip?: string | null) =>
    (await checkRequest(guard, request, ip === undefined ? {} : { ip })).decision?.signals;

  test('is what the runtime says, whatever the client writes', async () => {
    const request = post({ ...(await shop.visit()), 'x-forwarded-for': '203.0.113.9' });
    expect((await signalsOf(shop.guard(), request, '127.0.0.1'))?.clientIp).toBe('127.0.0.1');
  });

  test.each([
    ['the header of a platform', { platform: 'cloudflare' }],
    ['a header', { header: 'cf-connecting-ip' }],
  ] as const)('is in %s, without an address given', async (_where, clientIp) => {
    const request = post({ ...(await shop.visit()), 'cf-connecting-ip': '203.0.113.9' });
    expect((await signalsOf(shop.guard({ clientIp }), request))?.clientIp).toBe('203.0.113.9');
  });

  test('is behind trusted proxies; without the address of the connection nothing is trusted', async () => {
    const clientIp = { trustedProxies: ['127.0.0.1'] };
    const request = () => post({ 'x-forwarded-for': '203.0.113.9' });
    expect((await signalsOf(shop.guard({ clientIp }), request(), '127.0.0.1'))?.clientIp).toBe('203.0.113.9');
    expect((await signalsOf(shop.guard({ clientIp }), request(), '198.51.100.1'))?.clientIp).toBe(
      '198.51.100.1',
    );
    expect((await signalsOf(shop.guard({ clientIp }), request()))?.clientIp).toBeUndefined();
  });

  test('is not known without one: its rules are unknown, and the doctor says so', async () => {
    const guard = shop.guard();
    const { decision } = await checkRequest(guard, post(await shop.visit()), { ip: null });
    expect(decision?.unknown).toContain('ip-mismatch');
    for (let request = 1; request < 20; request++) await checkRequest(guard, post());
    expect(guard.doctor().map(({ code }) => code)).toContain('FP_DOCTOR_NO_CLIENT_ADDRESS');
  });

  test("is an error where it is the runtime's object and not the address in it", async () => {
    const ip = { address: '127.0.0.1' } as unknown as string;
    await expect(checkRequest(shop.guard(), post(), { ip })).rejects.toMatchObject({ code: 'ERR_FP_OPTION' });
  });
});

describe('a client that is gone', () => {
  test.each([
    ['its signal', () => ({ signal: AbortSignal.abort() }), {}],
    ['what the server knows', () => ({}), { isGone: () => true }],
  ])('is blocked, as %s tells', async (_how, init, options) => {
    const { decision, blocked } = await checkRequest(shop.guard(), post(await shop.visit(), init()), options);
    expect(blocked?.status).toBe(403);
    expect(decision?.signals.clientGone).toBe(true);
  });
});

describe('a CORS preflight', () => {
  const HEADERS = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
  const options = (init: RequestInit = {}) =>
    new Request(LOGIN, { method: 'OPTIONS', headers: HEADERS, ...init });

  test('is not judged, and goes no further', async () => {
    const { decision, blocked } = await checkRequest(shop.guard(), options());
    expect(decision).toBeUndefined();
    expect(blocked?.status).toBe(204);
    expect([...(blocked?.headers ?? [])]).toEqual([]);
    expect(shop.decisions).toEqual([]);
  });

  test('goes on where nothing is blocked', async () => {
    expect(await checkRequest(shop.guard(), options(), { required: false })).toEqual({});
  });

  test('with a body that is empty is one, and with any other none', async () => {
    const empty = new ReadableStream({ start: (controller) => controller.close() });
    const duplex = { duplex: 'half' } as RequestInit;
    expect((await checkRequest(shop.guard(), options({ body: empty, ...duplex }))).blocked?.status).toBe(204);
    const body = new Blob(['{}']).stream();
    expect((await checkRequest(shop.guard(), options({ body, ...duplex }))).blocked?.status).toBe(403);
  });
});

describe('waitUntil', () => {
  test('receives the work that goes on after the answer: the hook, and writes to the cache', async () => {
    const done: string[] = [];
    let finish = () => {};
    const isFinished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const cache: EventCache = {
      get: () => undefined,
      set: (_key: string, _event: FingerprintEvent) => isFinished.then(() => void done.push('written')),
      delete: () => {},
    };
    const onDecision = (_decision: Decision) => isFinished.then(() => void done.push('told'));
    const later: Promise<void>[] = [];
    const waitUntil = (promise: Promise<void>) => void later.push(promise);
    const guard = shop.guard({ cache, onDecision });
    const { blocked } = await checkRequest(guard, post(await shop.visit()), { waitUntil });
    expect(blocked).toBeUndefined();
    expect(done).toEqual([]);
    finish();
    await Promise.all(later);
    expect(done.sort()).toEqual(['told', 'written']);
  });

  test('receives nothing that rejects', async () => {
    const later: Promise<void>[] = [];
    const cache: EventCache = {
      get: () => undefined,
      set: () => Promise.reject(new Error()),
      delete: () => {},
    };
    const guard = shop.guard({ cache, onDecision: () => Promise.reject(new Error('the hook fails')) });
    await checkRequest(guard, post(await shop.visit()), { waitUntil: (promise) => later.push(promise) });
    expect(await Promise.all(later)).toEqual([undefined, undefined]);
    expect(shop.warnings).toHaveLength(2);
  });
});

describe('what is called wrongly', () => {
  const wrong = { code: 'ERR_FP_OPTION' };

  test.each<[string, unknown]>([
    ['a policy in place of the options', 'login'],
    ['null', null],
    ['an unknown option', { polciy: 'login' }],
    ['a claim that is no boolean', { claim: 'yes' }],
    ['an invalid bound', { maxBodyBytes: -1 }],
    ['a claimant that is no object', { claimant: 'first' }],
  ])('is an error: %s', async (_what, options) => {
    const asked = checkRequest(shop.guard(), post(await shop.visit()), options as object);
    await expect(asked).rejects.toMatchObject(wrong);
  });

  test('is an error: no guard, and a policy that nobody knows', async () => {
    await expect(checkRequest({} as ReturnType<typeof shop.guard>, post())).rejects.toMatchObject(wrong);
    const unknown = checkRequest(shop.guard(), post(), { policy: 'lgoin' });
    await expect(unknown).rejects.toMatchObject({ code: 'ERR_FP_UNKNOWN_POLICY' });
  });
});

describe('a request', () => {
  test.each([
    ['null', null],
    ['a URL', LOGIN],
    ["Node's own", { method: 'POST', url: '/login', headers: { host: 'shop.example' } }],
    ['without a URL', { method: 'POST', headers: new Headers() }],
  ])('that is invalid (%s) is an error', async (_what, request) => {
    for (const required of [true, false] as const) {
      const asked = checkRequest(shop.guard(), request as Request, { required } as { required: true });
      await expect(asked).rejects.toMatchObject({ code: 'ERR_FP_OPTION' });
    }
  });

  // Servers that make the URL of the path alone, or of whatever the client sent as `Host`.
  test.each([
    ['/login?x=1', '/login'],
    ['//', '//'],
    ['//evil/admin?x=1', '//evil/admin'],
    ['http://[/login?x=1', '/login'],
    ['http://shop example/login', '/login'],
    ['https://', '/'],
  ])('whose URL is %s is judged', async (url, path) => {
    const request = () => Object.defineProperty(post(), 'url', { value: url });
    const { decision, blocked } = await checkRequest(shop.guard(), request());
    expect(blocked?.status).toBe(403);
    expect(decision?.request.path).toBe(path);
    const named = Object.defineProperty(post(await shop.visit()), 'url', { value: url });
    expect((await checkRequest(shop.guard(), named)).blocked).toBeUndefined();
  });

  test('behind a proxy, and of another realm, is judged', async () => {
    const init = async () => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ eventId: await newId() }),
    });
    const elsewhere = createContext({ Request, LOGIN, init: await init() });
    // As Next passes requests to handlers.
    const proxied = new Proxy(new Request(LOGIN, await init()), {
      get(target, name) {
        const value = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const requests = [proxied, runInContext('new Request(LOGIN, init)', elsewhere) as Request];
    for (const request of requests)
      expect((await checkRequest(shop.guard(), request)).blocked).toBeUndefined();
  });
});

test("the application's functions are given the request itself", async () => {
  const told: unknown[] = [];
  const guard = shop.guard({ linkedId: (_request, native) => void told.push(native) });
  const request = post(await shop.visit());
  await checkRequest(guard, request);
  expect(told[0] === request).toBe(true);
});
