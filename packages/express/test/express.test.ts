import type { FingerprintGuardOptions } from '@fingerprint-guard/core';
import { listen } from '@fingerprint-guard/testing';
import { describe, expect, test } from '@jest/globals';
import express, { type ErrorRequestHandler, type Express, type Router } from 'express';
import express4 from 'express-4';
import { eachTest } from '../../../test/support/shop.js';
import { type BlockedContext, fingerprint, requireFingerprint } from '../src/index.js';

const shop = eachTest();

async function ask(app: Express, path: string, init: RequestInit = {}): Promise<Response> {
  const { url, close } = await listen(app);
  shop.endings.push(close);
  return fetch(url + path, init);
}

const withId = (id: string) => ({ headers: { 'x-fingerprint-event-id': id } });

describe('without a guard', () => {
  test('a required route fails with an error that says what to add', async () => {
    let seen: unknown;
    let handled = false;
    const app = express().get('/', requireFingerprint('login'), () => {
      handled = true;
    });
    const onError: ErrorRequestHandler = (error, _req, _res, next) => {
      seen = error;
      next(error);
    };
    app.use(onError);
    expect((await ask(app, '/')).status).toBe(500);
    expect(seen).toMatchObject({
      code: 'ERR_FP_NO_GUARD',
      message: expect.stringContaining('fingerprint(guard)'),
    });
    expect(handled).toBe(false);
  });
});

describe('options in place of a guard', () => {
  test('make one', async () => {
    const { eventId } = await shop.emulator.createEvent();
    const app = express().use(fingerprint(shop.options()));
    app.get('/', requireFingerprint(), (req, res) => void res.json(req.fingerprint?.signals.eventId));
    expect(await (await ask(app, '/', withId(eventId))).json()).toBe(eventId);
  });

  test('with issues fail at once', () => {
    expect(() => fingerprint({ apiKey: 'key', regoin: 'eu' } as FingerprintGuardOptions)).toThrow(/region/);
  });
});

describe('trust proxy', () => {
  const cases: [string, unknown, Partial<FingerprintGuardOptions>, number][] = [
    ['every proxy', true, {}, 1],
    ['every proxy, but the guard reads the address itself', true, { clientIp: { header: 'x-real-ip' } }, 0],
    ['every proxy, by a function', () => true, {}, 1],
    ['every proxy, by names', ['0.0.0.0/1', '128.0.0.0/1'], {}, 1],
    ['every proxy of IPv6, by names', ['::/1', '8000::/1'], {}, 1],
    ['more hops than there are', 1000, {}, 1],
    ['one hop', 1, {}, 0],
    ['every proxy, by a function of the address', (address: string) => address !== '', {}, 1],
    ['every near proxy, by a function of the hop', (_address: string, hop: number) => hop < 2, {}, 0],
    ['those that a function knows', (address: string) => address.startsWith('10.'), {}, 0],
    ['named proxies', 'loopback', {}, 0],
    ['nobody', false, {}, 0],
  ];
  test.each(cases)('that trusts %s', async (_name, value, more, expected) => {
    const app = express()
      .set('trust proxy', value)
      .use(fingerprint(shop.guard(more)));
    for (const headers of [{}, { 'x-forwarded-for': '203.0.113.9' }]) await ask(app, '/', { headers });
    expect(shop.warnings.filter((warning) => warning.includes('ERR_FP_PROXY_TRUST'))).toHaveLength(expected);
  });

  test('gives the address that the framework believes', async () => {
    const app = express().set('trust proxy', 1);
    app.get(
      '/',
      requireFingerprint(shop.guard()),
      (req, res) => void res.json(req.fingerprint?.signals.clientIp),
    );
    const { eventId } = await shop.emulator.createEvent();
    const headers = { ...withId(eventId).headers, 'x-forwarded-for': '198.51.100.66, 203.0.113.9' };
    expect(await (await ask(app, '/', { headers })).json()).toBe('203.0.113.9');
  });
});

test('the guard reads the address from the socket on, whatever the framework believes', async () => {
  const guard = shop.guard({ clientIp: { trustedProxies: ['127.0.0.1'] } });
  const app = express().set('trust proxy', true);
  app.get('/', requireFingerprint(guard), (req, res) => void res.json(req.fingerprint?.signals.clientIp));
  const { eventId } = await shop.emulator.createEvent();
  const headers = { ...withId(eventId).headers, 'x-forwarded-for': '198.51.100.66, 203.0.113.9' };
  expect(await (await ask(app, '/', { headers })).json()).toBe('203.0.113.9');
});

test('requiring twice in one request is one use of the event', async () => {
  const guard = shop.guard({ policies: { login: {} } });
  const app = express().use(requireFingerprint(guard));
  app.get('/', requireFingerprint(guard, 'login'), (req, res) => void res.json(req.fingerprint?.policy));
  const { eventId } = await shop.emulator.createEvent();
  expect(await (await ask(app, '/', withId(eventId))).json()).toBe('login');
  expect((await ask(app, '/', withId(eventId))).status).toBe(403);
});

test('an answer by onBlocked is final', async () => {
  const errors: unknown[] = [];
  const onBlocked = (_decision: unknown, { res }: BlockedContext) => void res.status(401).end();
  const onError: ErrorRequestHandler = (error, _req, _res, next) => next(errors.push(error) && error);
  const app = express()
    .get('/', requireFingerprint(shop.guard(), undefined, { onBlocked }))
    .use(onError);
  expect((await ask(app, '/')).status).toBe(401);
  expect(errors).toEqual([]);
});

test('a status that onBlocked sets alone is that of the problem details', async () => {
  const onBlocked = (_decision: unknown, { res }: BlockedContext) => void res.status(429);
  const app = express().get('/', requireFingerprint(shop.guard(), undefined, { onBlocked }));
  const answer = await ask(app, '/');
  expect(answer.status).toBe(429);
  expect(await answer.json()).toMatchObject({ status: 429, code: 'fingerprint_denied' });
});

test('a body that nobody parsed is hinted at', async () => {
  const app = express().post('/', requireFingerprint(shop.guard()));
  const { eventId } = await shop.emulator.createEvent();
  const headers = { 'content-type': 'application/json' };
  const response = await ask(app, '/', { method: 'POST', headers, body: JSON.stringify({ eventId }) });
  expect(response.status).toBe(403);
  expect(shop.warnings).toEqual([expect.stringContaining('body parser')]);
});

test('a body parser may come between attaching and requiring', async () => {
  const app = express().use(fingerprint(shop.guard()), express.json());
  app.post('/', requireFingerprint(), (req, res) => void res.json(req.fingerprint?.signals.eventId));
  const { eventId } = await shop.emulator.createEvent();
  const headers = { 'content-type': 'application/json' };
  const response = await ask(app, '/', { method: 'POST', headers, body: JSON.stringify({ eventId }) });
  expect(await response.json()).toBe(eventId);
});

test('a preflight reaches its handler without what another library put on the request', async () => {
  const app = express().use((req, _res, next) => {
    Object.assign(req, { fingerprint: { action: 'allow' } });
    next();
  });
  const required = requireFingerprint(shop.guard());
  app.use(required).options('/', (req, res) => void res.json({ seen: req.fingerprint ?? null }));
  const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
  expect(await (await ask(app, '/', { method: 'OPTIONS', headers })).json()).toEqual({ seen: null });
});

test.each([
  ['a getter that nobody may replace', { get: () => ({ action: 'allow' }) }, 500, undefined],
  ['a value that nobody may change', { value: { action: 'allow' } }, 500, undefined],
  ['a place that takes values', { value: { action: 'allow' }, writable: true }, 200, 'default'],
])('%s is never mistaken for a decision', async (_what, place, status, policy) => {
  const found: unknown[] = [];
  const app = express().use((req, _res, next) => {
    Object.defineProperty(req, 'fingerprint', place);
    next();
  });
  app.get('/', requireFingerprint(shop.guard()), (req, res) => {
    found.push(req.fingerprint?.policy);
    res.end();
  });
  const errors: unknown[] = [];
  const onError: ErrorRequestHandler = (error, _req, res, _next) =>
    void res.status(500).end(String(errors.push(error.code)));
  app.use(onError);
  const { eventId } = await shop.emulator.createEvent();
  expect((await ask(app, '/', withId(eventId))).status).toBe(status);
  expect(found).toEqual(policy ? [policy] : []);
  expect(errors).toEqual(policy ? [] : ['ERR_FP_CONTEXT']);
});

test('a getter on the prototype of all requests is replaced on each', async () => {
  const app = express();
  Object.defineProperty(app.request, 'fingerprint', { get: () => ({ policy: 'foreign' }) });
  app.get('/', requireFingerprint(shop.guard()), (req, res) => void res.json(req.fingerprint?.policy));
  const { eventId } = await shop.emulator.createEvent();
  expect(await (await ask(app, '/', withId(eventId))).json()).toBe('default');
});

test('a preflight is judged by the middleware of a route that was found for it, which only an answer precedes', async () => {
  const app = express().options('/answered', (_req, res) => void res.sendStatus(204));
  for (const path of ['/', '/answered'])
    app.all(path, requireFingerprint(shop.guard()), (_req, res) => void res.json('handled'));
  const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
  expect((await ask(app, '/', { method: 'OPTIONS', headers })).status).toBe(403);
  expect((await ask(app, '/answered', { method: 'OPTIONS', headers })).status).toBe(204);
});

test.each([{ 'content-type': 'application/json' }, { 'content-type': '' }, {}])(
  'a preflight with a body is none: %j does not get past a route of all methods',
  async (type) => {
    const tried: unknown[] = [];
    const app = express().use(express.json({ type: () => true }));
    app.all('/', requireFingerprint(shop.guard()), (req, res) => void res.json(tried.push(req.body)));
    const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST', ...type };
    const body = new TextEncoder().encode(JSON.stringify({ password: 'guess' }));
    expect((await ask(app, '/', { method: 'OPTIONS', headers, body })).status).toBe(403);
    expect(tried).toEqual([]);
  },
);

test('a plain OPTIONS is judged', async () => {
  const app = express().options('/', requireFingerprint(shop.guard()));
  expect((await ask(app, '/', { method: 'OPTIONS' })).status).toBe(403);
});

test.each<[string, string | RegExp | string[], string, string]>([
  ['a parameter', '/orders/:id', '/api/orders/7?token=secret', '/api/orders/:id'],
  ['several patterns', ['/orders', '/baskets'], '/api/baskets', '/api/orders or /api/baskets'],
  ['a regular expression', /\/orders$/, '/api/orders', '/api/\\/orders$/'],
])('a decision names its route: behind a router, with %s', async (_what, pattern, path, route) => {
  const guard = shop.guard();
  const router = express.Router();
  router.get(pattern, requireFingerprint(), (req, res) => void res.json(req.fingerprint?.request));
  const app = express().use(fingerprint(guard)).use('/api', router);
  const seen = await (await ask(app, path, { headers: await shop.visit() })).json();
  expect(seen).toEqual({ method: 'GET', path: path.split('?')[0], route });
  // App-wide middleware runs before a route is found.
  expect(shop.decisions.map(({ request }) => request.route)).toEqual([undefined, route]);
});

/** The mount of a router, a requested path, and the route of the decision, without what the client chose. */
const mounts: [string, (app: Express, router: Router, make: typeof express) => void, string, string][] = [
  ['a name', (app, router) => app.use('/api', router), '/api/orders/7', '/api/orders/:id'],
  [
    'a name, asked for in capitals',
    (app, router) => app.use('/api', router),
    '/API/orders/7',
    '/api/orders/:id',
  ],
  ['a name with a slash', (app, router) => app.use('/v1.0/', router), '/v1.0/orders/7', '/v1.0/orders/:id'],
  ['nothing', (app, router) => app.use(router), '/orders/7', '/orders/:id'],
  [
    'a parameter',
    (app, router) => app.use('/tenants/:tenant', router),
    '/tenants/SECRET/orders/7',
    '/tenants/:tenant/orders/:id',
  ],
  [
    'a parameter, and a name within',
    (app, router, make) => app.use('/t/:tenant', make.Router().use('/shop', router)),
    '/t/SECRET/shop/orders/7',
    '/t/:tenant/shop/orders/:id',
  ],
  [
    'one of two',
    (app, router) => app.use('/me', router).use('/users/:user', router),
    '/users/SECRET/orders/7',
    '/users/:user/orders/:id',
  ],
  [
    'a parameter, in an application within',
    (app, router, make) => app.use('/t/:tenant', make().use('/shop', router)),
    '/t/SECRET/shop/orders/7',
    '/t/:tenant/shop/orders/:id',
  ],
  [
    'an application within, at the root',
    (app, router, make) => app.use(make().use('/shop', router)),
    '/shop/orders/7',
    '/shop/orders/:id',
  ],
  ['a regular expression', (app, router) => app.use(/^\/t\w+/, router), '/tSECRET/orders/7', '*/orders/:id'],
  [
    'one that nobody can tell of',
    (app, router) =>
      app.use((req, res, next) => {
        Object.assign(req, { url: req.url.slice('/SECRET'.length), baseUrl: '/SECRET' });
        router(req, res, next);
      }),
    '/SECRET/orders/7',
    '*/orders/:id',
  ],
];

describe.each([
  ['Express 5', express],
  ['Express 4', express4 as typeof express],
])(
  'on %s, the route of a decision contains nothing that a client chose, behind a router that is mounted at',
  (_name, make) => {
    test.each(mounts)('%s', async (_what, mount, path, route) => {
      const router = make.Router();
      router.get('/orders/:id', requireFingerprint(shop.guard()), (_req, res) => void res.json({}));
      const app = make();
      mount(app, router, make);
      expect((await ask(app, path)).status).toBe(403);
      expect(shop.decisions.map(({ request }) => request.route)).toEqual([route]);
    });
  },
);

test('the route of a decision consists of names only if Express 5 keeps no patterns', async () => {
  const routeBehind = async (mount: string | RegExp, path: string) => {
    const router = express.Router().get('/orders', requireFingerprint(shop.guard()));
    const app = express().use(mount, router);
    for (const layer of app.router.stack) Object.assign(layer, { rawPath: undefined });
    await ask(app, path);
    return shop.decisions.splice(0).map(({ request }) => request.route);
  };
  expect(await routeBehind('/api/v1', '/API/v1/orders')).toEqual(['/api/v1/orders']);
  expect(await routeBehind('/t/:tenant', '/t/SECRET/orders')).toEqual(['*/orders']);
  expect(await routeBehind('/t/:tenant/shop', '/t/SECRET/shop/orders')).toEqual(['*/orders']);
  expect(await routeBehind(/^\/t-?\w+/, '/tSECRET/orders')).toEqual(['*/orders']);
});
