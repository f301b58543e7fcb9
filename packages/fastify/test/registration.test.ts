import { channel } from 'node:diagnostics_channel';
import { defineFingerprintGuard, type FingerprintGuardOptions } from '@fingerprint-guard/core';
import { describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import {
  type FingerprintPluginOptions,
  type FingerprintRouteConfig,
  fingerprint,
  fingerprintWebhook,
  requireFingerprint,
} from '../src/index.js';
import { registrationOf } from '../src/registration.js';
import { eachTest } from './shop.js';

const shop = eachTest();
const policies = { login: { rules: { 'missing-event': 'off' } } } as const;
const handler = async () => 'handled';
const plain = { method: 'GET', url: '/', headers: {} };

describe('what a config requires', () => {
  const inline = { rules: { 'missing-event': 'off' } } as const;
  const cases: [string, FingerprintRouteConfig, string, number][] = [
    ["a policy's name", 'login', 'login', 200],
    ['a policy', inline, 'inline', 200],
    ['true', true, 'default', 403],
    ['a name with options', { policy: 'login', passChallenge: true }, 'login', 200],
    ['a policy with options', { policy: inline, passChallenge: true }, 'inline', 200],
    ['options', { passChallenge: true }, 'default', 403],
    ['nothing in particular', {}, 'default', 403],
  ];
  test.each(cases)('%s', async (_name, config, policy, status) => {
    const app = shop.app();
    await app.register(fingerprint, { guard: shop.guard({ policies }) });
    app.get('/', { config: { fingerprint: config } }, handler);
    expect((await shop.ask(app, '/')).status).toBe(status);
    expect(shop.decisions).toEqual([expect.objectContaining({ policy, blocked: status === 403 })]);
  });

  test.each([[{}], [{ fingerprint: false }], [null], [undefined]])('nothing: %j', async (config) => {
    const app = shop.app();
    await app.register(fingerprint, { guard: shop.guard() });
    app.get('/', { config: config as object }, async (request) => ({
      blocked: request.fingerprint?.blocked,
    }));
    const answer = await shop.ask(app, '/', { headers: await shop.visit('bad-bot') });
    expect(await answer.json()).toEqual({ blocked: false });
  });
});

describe('a config with issues fails when its route is added, and the error says where', () => {
  const cases: [string, unknown, string, RegExp][] = [
    ['an unknown name', 'lgoin', 'ERR_FP_UNKNOWN_POLICY', /no policy 'lgoin'.*login/],
    ['an unknown name with options', { policy: 'lgoin' }, 'ERR_FP_UNKNOWN_POLICY', /no policy 'lgoin'/],
    ['an empty name', '', 'ERR_FP_UNKNOWN_POLICY', /no policy ''/],
    ['an unknown rule', { rules: { incognitto: 'deny' } }, 'ERR_FP_POLICY', /incognitto/],
    ['an unknown option', { policy: 'login', passChalenge: true }, 'ERR_FP_OPTION', /passChallenge/],
    ['an option of another type', { skip: 'yes' }, 'ERR_FP_OPTION', /skip/],
    ['null', null, 'ERR_FP_POLICY', /policy/],
    ['undefined', undefined, 'ERR_FP_OPTION', /config\.fingerprint is undefined/],
    ['a number', 1, 'ERR_FP_POLICY', /policy/],
  ];
  test.each(cases)('%s', async (_name, config, code, message) => {
    const app = shop.app();
    await app.register(fingerprint, { guard: shop.guard({ policies }) });
    const add = () => app.get('/account', { config: { fingerprint: config as string } }, handler);
    expect(add).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
    expect(add).toThrow(/^GET \/account: /);
  });

  test.each([
    ['without a plugin', async () => {}],
    [
      'before the plugin',
      async (app: FastifyInstance) => void (await app.register(fingerprint, { guard: shop.guard() })),
    ],
  ])('undefined, %s: the route cannot be added', async (_when, afterwards) => {
    const app = shop.app();
    const config = { fingerprint: undefined as unknown as string };
    expect(() => app.post('/login', { config }, handler)).toThrow(
      expect.objectContaining({ code: 'ERR_FP_OPTION', message: expect.stringMatching(/^POST \/login: /) }),
    );
    expect(() => app.post('/pay', { fingerprint: undefined } as object, handler)).toThrow(/^POST \/pay: /);
    app.post('/open', { config: {} }, handler);
    app.post('/free', { config: { fingerprint: false } }, handler);
    await afterwards(app);
    await app.ready();
  });

  test('in a plugin: the application does not get ready', async () => {
    const app = shop.app();
    app.register(fingerprint, { guard: shop.guard() });
    app.register(async (inner) => inner.get('/', { config: { fingerprint: 'lgoin' } }, handler));
    await expect(app.ready()).rejects.toMatchObject({ code: 'ERR_FP_UNKNOWN_POLICY' });
  });
});

describe('options', () => {
  test('in place of a guard make one, which is closed once the application has answered', async () => {
    const app = shop.app({ keepAliveTimeout: 1 });
    const arrived = new Promise<void>((resolve) => {
      app.addHook('preValidation', async () => resolve());
    });
    await app.register(fingerprint, shop.options());
    app.get('/', { config: { fingerprint: true } }, handler);
    shop.emulator.setFault({ kind: 'delay', ms: 100 });
    const answer = shop.ask(app, '/', { headers: await shop.visit() });
    await arrived;
    await app.close();
    expect((await answer).status).toBe(200);
    const { guard } = registrationOf(app) ?? {};
    await expect(guard?.check(plain)).rejects.toMatchObject({ code: 'ERR_FP_CLOSED' });
  });

  test('a guard that is given stays open', async () => {
    const app = shop.app();
    const guard = shop.guard();
    await app.register(fingerprint, { guard });
    await app.close();
    expect(await guard.check(plain)).toMatchObject({ blocked: true });
  });

  test('with issues fail at once', async () => {
    const wrong = { apiKey: 'key', regoin: 'eu' } as FingerprintGuardOptions;
    await expect(async () => shop.app().register(fingerprint, wrong)).rejects.toThrow(/region/);
    const nothing = { guard: undefined } as FingerprintPluginOptions;
    await expect(async () => shop.app().register(fingerprint, nothing)).rejects.toThrow(/apiKey/);
  });

  test('beside a guard are refused: they would be lost', async () => {
    const both = { guard: shop.guard(), policies } as unknown as FingerprintPluginOptions;
    const registered = async () => shop.app().register(fingerprint, both);
    await expect(registered).rejects.toMatchObject({
      code: 'ERR_FP_OPTION',
      message: expect.stringContaining('policies'),
    });
  });

  test('of webhooks fail at once', async () => {
    const wrong = { guard: shop.guard(), secrets: undefined, prefix: '/hook' };
    await expect(async () => shop.app().register(fingerprintWebhook, wrong)).rejects.toMatchObject({
      code: 'ERR_FP_OPTION',
    });
  });
});

describe("a route's config", () => {
  test('takes the name of a preset, alone and with options', async () => {
    const app = shop.app();
    await app.register(fingerprint, { guard: shop.guard() });
    app.get('/name', { config: { fingerprint: 'strict' } }, async () => 'handled');
    app.get(
      '/options',
      { config: { fingerprint: { policy: 'strict', skip: false } } },
      async () => 'handled',
    );
    for (const path of ['/name', '/options']) {
      expect((await shop.ask(app, path, { headers: await shop.visit('incognito') })).status).toBe(403);
      expect((await shop.ask(app, path, { headers: await shop.visit() })).status).toBe(200);
    }
  });

  test.each([
    ['requireFingerprint', requireFingerprint, /^GET \/own: config\.fingerprint is a function/],
    ['a hook', requireFingerprint(), /^GET \/own: config\.fingerprint is a function/],
    ['a promise', Promise.resolve({}), /^GET \/own: .*a plain object/s],
    ['a misspelt preset', 'strct', /^GET \/own: .*did you mean strict\?/],
    ['null', null, /^GET \/own: .*a plain object/s],
    ['an empty name', '', /^GET \/own: the guard has no policy ''/],
  ])('ends the start as %s', async (_what, config, message) => {
    const app = shop.app();
    await app.register(fingerprint, { guard: shop.guard() });
    expect(() =>
      app.get('/own', { config: { fingerprint: config as never } }, async () => 'handled'),
    ).toThrow(message);
  });

  test('the plugin, called instead of registered, is an error that says how', async () => {
    const call = fingerprint as unknown as () => Promise<void>;
    await expect(async () => shop.app().register(call() as never)).rejects.toMatchObject({
      code: 'ERR_FP_OPTION',
      message: expect.stringContaining('app.register(fingerprint, { guard })'),
    });
  });
});

describe('encapsulation', () => {
  const policyOf = async (app: FastifyInstance, path: string) => {
    await shop.ask(app, path, { headers: await shop.visit() });
    return shop.decisions
      .splice(0)
      .map(({ policy, reasons, observed }) => [policy, reasons.length + observed.length]);
  };

  test('it covers its instance and what is registered on that one, and no other', async () => {
    const app = shop.app();
    const seen = async (request: { fingerprint?: unknown }) => ({ has: 'fingerprint' in request });
    await app.register(async (inner) => {
      await inner.register(fingerprint, { guard: shop.guard() });
      expect(inner.hasRequestDecorator('fingerprint')).toBe(true);
      inner.get('/inner', seen);
      await inner.register(async (deeper) => void deeper.get('/deeper', seen));
    });
    await app.register(async (other) => void other.get('/other', seen));
    const has = async (path: string) => (await (await shop.ask(app, path)).json()).has;
    expect([await has('/inner'), await has('/deeper'), await has('/other')]).toEqual([true, true, false]);
  });

  test('the innermost guard counts, for its policies as for its judgement', async () => {
    const app = shop.app();
    await app.register(fingerprint, { guard: shop.guard({ policies: { outer: {} } }) });
    await app.register(async (inner) => {
      await inner.register(fingerprint, { guard: shop.guard({ policies: { inner: {} } }) });
      inner.get('/inner', { config: { fingerprint: 'inner' } }, handler);
      inner.get('/hook', { preHandler: requireFingerprint('inner') }, handler);
      const third = shop.guard({ policies: { third: {} } });
      inner.get('/own', { preHandler: requireFingerprint(third, 'third') }, handler);
      expect(() => inner.get('/x', { config: { fingerprint: 'outer' } }, handler)).toThrow(/outer/);
    });
    app.get('/outer', { config: { fingerprint: 'outer' } }, handler);
    expect(await policyOf(app, '/inner')).toEqual([['inner', 0]]);
    expect(await policyOf(app, '/hook')).toEqual([
      ['default', 0],
      ['inner', 0],
    ]);
    expect((await policyOf(app, '/own')).at(-1)).toEqual(['third', 0]);
    expect(await policyOf(app, '/outer')).toEqual([['outer', 0]]);
  });

  test('twice on one instance is refused', async () => {
    const app = shop.app();
    await app.register(fingerprint, { guard: shop.guard() });
    await expect(async () => app.register(fingerprint, { guard: shop.guard() })).rejects.toMatchObject({
      code: 'FST_ERR_DEC_ALREADY_PRESENT',
    });
  });
});

test('a hook with no guard registered fails the request with an error that says what to add', async () => {
  const errors: unknown[] = [];
  const app = shop.app();
  app.setErrorHandler((error, _request, reply) => reply.code(500).send(errors.push(error)));
  app.get('/', { preHandler: requireFingerprint('login') }, handler);
  expect((await shop.ask(app, '/', { headers: await shop.visit() })).status).toBe(500);
  expect(errors).toEqual([expect.objectContaining({ code: 'ERR_FP_NO_GUARD' })]);
});

describe('a route with a requirement out of the plugin’s reach makes the start fail, and the error says which', () => {
  const config = { fingerprint: true };
  const refused = { code: 'ERR_FP_NO_GUARD', message: expect.stringContaining('POST /login: ') };

  test('where the plugin is nowhere', async () => {
    const app = shop.app();
    app.post('/login', { config }, handler);
    await expect(app.ready()).rejects.toMatchObject(refused);
  });

  test('where the plugin is further in', async () => {
    const app = shop.app();
    app.register(async (inner) => void (await inner.register(fingerprint, { guard: shop.guard() })));
    app.post('/login', { config }, handler);
    await expect(app.ready()).rejects.toMatchObject(refused);
  });

  test.each(['before', 'after'])('where the plugin is beside, %s', async (order) => {
    const app = shop.app();
    const guarded = async (inner: FastifyInstance) =>
      void (await inner.register(fingerprint, { guard: shop.guard() }));
    const open = async (inner: FastifyInstance) => void inner.post('/login', { config }, handler);
    for (const part of order === 'before' ? [open, guarded] : [guarded, open]) app.register(part);
    await expect(app.ready()).rejects.toMatchObject(refused);
  });

  test('and within its reach starts, in whatever order, and is guarded', async () => {
    const app = shop.app();
    app.post('/first', { config }, handler);
    app.post('/open', { config: { fingerprint: false } }, handler);
    app.register(async (inner) => void inner.post('/inner', { config }, handler));
    app.register(fingerprint, { guard: shop.guard() });
    app.register(async (inner) => void inner.post('/later', { config }, handler), { prefix: '/api' });
    const status = async (path: string) => (await shop.ask(app, path, { method: 'POST' })).status;
    for (const path of ['/first', '/inner', '/api/later'])
      expect([path, await status(path)]).toEqual([path, 403]);
    expect(await status('/open')).toBe(200);
  });
});

describe('an application that was created before this package was imported', () => {
  const config = { fingerprint: true };
  const refused = { code: 'ERR_FP_NO_GUARD', message: expect.stringContaining('POST /login: ') };

  /** An application whose creation is not observed. */
  function createdBefore(): FastifyInstance {
    const announcement = channel('fastify.initialization');
    Object.defineProperty(announcement, 'publish', { value: () => {}, configurable: true });
    try {
      return shop.app();
    } finally {
      Reflect.deleteProperty(announcement, 'publish');
    }
  }
  const guarded = async (inner: FastifyInstance) =>
    void (await inner.register(fingerprint, { guard: shop.guard() }));
  const open = async (inner: FastifyInstance) => void inner.post('/login', { config }, handler);

  test.each<[string, (app: FastifyInstance) => void]>([
    ['of the application', (app) => void app.register(guarded).post('/login', { config }, handler)],
    ['beside the plugin', (app) => void app.register(open).register(guarded)],
    [
      'further in, beside the plugin',
      (app) => void app.register(async (inner) => void inner.register(open)).register(guarded),
    ],
  ])('fails the requests of a route that requires, and that it does not reach: %s', async (_where, add) => {
    const app = createdBefore();
    const errors: unknown[] = [];
    app.setErrorHandler((error, _request, reply) => reply.code(500).send(errors.push(error)));
    add(app);
    app.post('/open', handler);
    const headers = await shop.visit();
    expect((await shop.ask(app, '/login', { method: 'POST', headers })).status).toBe(500);
    expect(errors).toEqual([expect.objectContaining(refused)]);
    expect((await shop.ask(app, '/open', { method: 'POST', headers })).status).toBe(200);
  });

  test('does not start if that route is added later', async () => {
    const app = createdBefore();
    app.register(guarded).register(open);
    await expect(app.ready()).rejects.toMatchObject(refused);
  });

  test('is guarded wherever the plugin reaches', async () => {
    const app = createdBefore();
    app.post('/login', { config }, handler);
    app.register(fingerprint, { guard: shop.guard() });
    app.register(async (inner) => void inner.post('/later', { config }, handler));
    for (const path of ['/login', '/later']) {
      const headers = await shop.visit();
      const ask = async () => (await shop.ask(app, path, { method: 'POST', headers })).status;
      expect([path, await ask(), await ask()]).toEqual([path, 200, 403]);
    }
  });
});

describe('what a route requires is checked at the start, also of a route that was added before the plugin', () => {
  const withPolicies = async (add: (app: FastifyInstance) => void) => {
    const app = shop.app();
    add(app);
    app.register(fingerprint, { guard: shop.guard({ policies: { login: {} } }) });
    return app;
  };

  test.each([
    ['in its config', (policy: string) => ({ config: { fingerprint: policy } })],
    ['by a hook', (policy: string) => ({ preHandler: requireFingerprint(policy) })],
  ])('%s', async (_where, options) => {
    const misspelt = await withPolicies((app) => void app.post('/login', options('lgoin'), handler));
    await expect(misspelt.ready()).rejects.toMatchObject({
      code: 'ERR_FP_UNKNOWN_POLICY',
      message: expect.stringContaining('POST /login: '),
    });
    const known = await withPolicies((app) => void app.post('/login', options('login'), handler));
    const ask = async (headers = {}) => (await shop.ask(known, '/login', { method: 'POST', headers })).status;
    expect(await ask()).toBe(403);
    expect(await ask(await shop.visit())).toBe(200);
  });

  test.each([['login'], [true], [{ policy: 'login' }]])(
    'beside its config, it is refused: %j',
    async (given) => {
      const options: object = { fingerprint: given };
      const app = await withPolicies(() => undefined);
      expect(() => app.post('/login', options, handler)).toThrow(/^POST \/login: .*config: { fingerprint/);
    },
  );

  test('beside its config, what requires nothing is let be', async () => {
    const options: object = { fingerprint: false };
    const app = await withPolicies((added) => void added.post('/open', options, handler));
    expect((await shop.ask(app, '/open', { method: 'POST' })).status).toBe(200);
  });
});

test('the guard is warmed up when the application is ready, which does not wait for it', async () => {
  const app = shop.app();
  let warmUps = 0;
  const warmUp = () => {
    warmUps++;
    return new Promise<void>(() => {});
  };
  await app.register(fingerprint, { guard: defineFingerprintGuard({ ...shop.guard(), warmUp }) });
  expect(warmUps).toBe(0);
  await app.ready();
  expect(warmUps).toBe(1);
});
