import type { FingerprintGuardOptions } from '@fingerprint-guard/core';
import { listen } from '@fingerprint-guard/testing';
import { describe, expect, test } from '@jest/globals';
import { bodyParser } from '@koa/bodyparser';
import Koa from 'koa';
import { eachTest } from '../../../test/support/shop.js';
import { fingerprint, requireFingerprint } from '../src/index.js';

const shop = eachTest();

async function ask(app: Pick<Koa, 'callback'>, init: RequestInit = {}): Promise<Response> {
  const { url, close } = await listen(app.callback());
  shop.endings.push(close);
  return fetch(url, init);
}

const seeEvent: Koa.Middleware = (ctx) => {
  ctx.body = {
    eventId: ctx.state.fingerprint?.signals.eventId,
    clientIp: ctx.state.fingerprint?.signals.clientIp,
  };
};
const withId = (id: string) => ({ headers: { 'x-fingerprint-event-id': id } });
const posted = (eventId: string) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ eventId }),
});

describe('without a guard', () => {
  test('a required route fails with an error that says what to add', async () => {
    const errors: unknown[] = [];
    let handled = false;
    const app = new Koa().use(requireFingerprint('login')).use(() => {
      handled = true;
    });
    app.on('error', (error) => errors.push(error));
    expect((await ask(app)).status).toBe(500);
    expect(errors).toEqual([
      expect.objectContaining({
        code: 'ERR_FP_NO_GUARD',
        message: expect.stringContaining('fingerprint(guard)'),
      }),
    ]);
    expect(handled).toBe(false);
  });
});

describe('the state of the context', () => {
  const withState = (state: unknown) => {
    const errors: unknown[] = [];
    const app = new Koa()
      .use((ctx, next) => {
        ctx.state = state as Koa.DefaultState;
        return next();
      })
      .use(fingerprint(shop.guard()))
      .use(requireFingerprint())
      .use(seeEvent);
    app.on('error', (error) => errors.push(error));
    return { app, errors };
  };

  test.each([[undefined], [null], [{}], [Object.create(null)], [Object.seal({ fingerprint: 'forged' })]])(
    'that is %p has room for the decision',
    async (state) => {
      const { eventId } = await shop.emulator.createEvent();
      const { app, errors } = withState(state);
      const answer = await ask(app, withId(eventId));
      expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ eventId })]);
      expect(errors).toEqual([]);
    },
  );

  test.each([
    ['frozen', Object.freeze({ user: 'anna' }), 'is frozen'],
    ['frozen, with a forged decision', Object.freeze({ fingerprint: 'forged' }), 'another value holds'],
    ['a string', 'anna', 'is not an object'],
    ['a number', 7, 'is not an object'],
  ])('that is %s has none, which is an error that says so', async (_what, state, message) => {
    const { eventId } = await shop.emulator.createEvent();
    const { app, errors } = withState(state);
    expect((await ask(app, withId(eventId))).status).toBe(500);
    expect(errors).toEqual([
      expect.objectContaining({ code: 'ERR_FP_CONTEXT', message: expect.stringContaining(message) }),
    ]);
  });
});

test('linkedId finds who is logged in on the context, where earlier middleware put it', async () => {
  const linkedId: FingerprintGuardOptions['linkedId'] = (_request, context) =>
    (context as Koa.Context).state.user;
  const app = new Koa()
    .use((ctx, next) => {
      ctx.state.user = 'anna';
      return next();
    })
    .use(requireFingerprint(shop.guard({ linkedId })))
    .use(seeEvent);
  for (const [linked, status] of [
    ['anna', 200],
    ['bert', 403],
  ] as const) {
    const { eventId } = await shop.emulator.createEvent('honest', { linked_id: linked });
    expect((await ask(app, withId(eventId))).status).toBe(status);
  }
});

describe('options in place of a guard', () => {
  test('make one', async () => {
    const { eventId } = await shop.emulator.createEvent();
    const app = new Koa().use(fingerprint(shop.options())).use(requireFingerprint()).use(seeEvent);
    expect(await (await ask(app, withId(eventId))).json()).toMatchObject({ eventId });
  });

  test('with issues fail at once', () => {
    expect(() => fingerprint({ apiKey: 'key', regoin: 'eu' } as FingerprintGuardOptions)).toThrow(/region/);
  });
});

describe('app.proxy', () => {
  const cases: [string, ConstructorParameters<typeof Koa>[0], Partial<FingerprintGuardOptions>, number][] = [
    ['every proxy', { proxy: true }, {}, 1],
    [
      'every proxy, but the guard reads the address itself',
      { proxy: true },
      { clientIp: { header: 'x-real-ip' } },
      0,
    ],
    ['one hop', { proxy: true, maxIpsCount: 1 }, {}, 0],
    ['more hops than there are', { proxy: true, maxIpsCount: 1000 }, {}, 1],
    [
      "every proxy, by the header's name in capitals",
      { proxy: true, proxyIpHeader: 'X-FORWARDED-FOR' },
      {},
      1,
    ],
    ["a platform's own header", { proxy: true, proxyIpHeader: 'CF-Connecting-IP' }, {}, 0],
    ['nobody', {}, {}, 0],
  ];
  test.each(cases)('that trusts %s', async (_name, settings, more, expected) => {
    await ask(new Koa(settings).use(fingerprint(shop.guard(more))));
    expect(shop.warnings.filter((warning) => warning.includes('ERR_FP_PROXY_TRUST'))).toHaveLength(expected);
  });

  test('gives the address that the framework believes', async () => {
    const app = new Koa({ proxy: true, maxIpsCount: 1 }).use(requireFingerprint(shop.guard())).use(seeEvent);
    const { eventId } = await shop.emulator.createEvent();
    const headers = { ...withId(eventId).headers, 'x-forwarded-for': '198.51.100.66, 203.0.113.9' };
    expect(await (await ask(app, { headers })).json()).toEqual({ eventId, clientIp: '203.0.113.9' });
  });
});

test('the guard reads the address from the socket on, whatever the framework believes', async () => {
  const guard = shop.guard({ clientIp: { trustedProxies: ['127.0.0.1'] } });
  const app = new Koa({ proxy: true }).use(requireFingerprint(guard)).use(seeEvent);
  const { eventId } = await shop.emulator.createEvent();
  const headers = { ...withId(eventId).headers, 'x-forwarded-for': '198.51.100.66, 203.0.113.9' };
  expect(await (await ask(app, { headers })).json()).toEqual({ eventId, clientIp: '203.0.113.9' });
});

test('requiring twice in one request is one use of the event', async () => {
  const guard = shop.guard({ policies: { login: {} } });
  const app = new Koa().use(requireFingerprint(guard)).use(requireFingerprint(guard, 'login')).use(seeEvent);
  const { eventId } = await shop.emulator.createEvent();
  expect(await (await ask(app, withId(eventId))).json()).toMatchObject({ eventId });
  expect((await ask(app, withId(eventId))).status).toBe(403);
});

test('a body that nobody parsed is hinted at', async () => {
  const { eventId } = await shop.emulator.createEvent();
  const app = new Koa().use(requireFingerprint(shop.guard()));
  expect((await ask(app, posted(eventId))).status).toBe(403);
  expect(shop.warnings).toEqual([expect.stringContaining('body parser')]);
});

test('a body parser may come between attaching and requiring', async () => {
  const { eventId } = await shop.emulator.createEvent();
  const app = new Koa()
    .use(fingerprint(shop.guard()))
    .use(bodyParser())
    .use(requireFingerprint())
    .use(seeEvent);
  expect(await (await ask(app, posted(eventId))).json()).toMatchObject({ eventId });
});

describe('onBlocked', () => {
  test('finds the default answer on ctx, and keeps what it leaves alone', async () => {
    const found: unknown[] = [];
    const onBlocked = (_decision: unknown, ctx: Koa.Context) => {
      found.push(ctx.status, JSON.parse(String(ctx.body)).code);
      ctx.status = 404;
    };
    const app = new Koa().use(requireFingerprint(shop.guard(), undefined, { onBlocked }));
    const response = await ask(app);
    expect(found).toEqual([403, 'fingerprint_denied']);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  /** Answers that bypass Koa, whole and in parts, at once and after `onBlocked` has returned. */
  const pastKoa: [string, (res: Koa.Context['res']) => void][] = [
    ['whole', (res) => void res.writeHead(401, { 'content-type': 'text/html' }).end('<p>Once more</p>')],
    [
      'in parts',
      (res) => {
        res.writeHead(401, { 'content-type': 'text/html' }).write('<p>Once');
        res.end(' more</p>');
      },
    ],
    [
      'later',
      (res) =>
        void setImmediate(() => res.writeHead(401, { 'content-type': 'text/html' }).end('<p>Once more</p>')),
    ],
    [
      'later, by its own headers alone',
      (res) =>
        void setImmediate(() => {
          res.statusCode = 401;
          if (!res.hasHeader('content-type')) res.setHeader('content-type', 'text/html');
          res.end('<p>Once more</p>');
        }),
    ],
  ];
  test.each(pastKoa)('may answer past Koa, %s', async (_how, respond) => {
    const onBlocked = (_decision: unknown, ctx: Koa.Context) => {
      ctx.respond = false;
      respond(ctx.res);
    };
    const response = await ask(new Koa().use(requireFingerprint(shop.guard(), undefined, { onBlocked })), {
      signal: AbortSignal.timeout(5000),
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(await response.text()).toBe('<p>Once more</p>');
  });

  test.each(['GET', 'HEAD'])(
    'that only observes leaves the problem details their length: %s',
    async (method) => {
      const noted: unknown[] = [];
      const onBlocked = (decision: unknown) => void noted.push(decision);
      const app = new Koa().use(requireFingerprint(shop.guard(), undefined, { onBlocked }));
      const response = await ask(app, { method });
      expect(noted).toHaveLength(1);
      expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
    },
  );

  test('can send a page with its own media type', async () => {
    const onBlocked = (_decision: unknown, ctx: Koa.Context) => {
      ctx.body = '<p>Please try again.</p>';
    };
    const response = await ask(new Koa().use(requireFingerprint(shop.guard(), undefined, { onBlocked })));
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });
});

test('a preflight reaches its handler without what another library put on the context', async () => {
  const app = new Koa().use((ctx, next) => {
    Object.assign(ctx.state, { fingerprint: { action: 'allow' } });
    return next();
  });
  app.use(requireFingerprint(shop.guard())).use((ctx) => {
    ctx.body = { seen: ctx.state.fingerprint ?? null };
  });
  const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
  expect(await (await ask(app, { method: 'OPTIONS', headers })).json()).toEqual({ seen: null });
});

test('a preflight is judged on a route that a router found for it', async () => {
  const app = new Koa().use((ctx, next) => {
    // As @koa/router does.
    ctx._matchedRoute = '/';
    return next();
  });
  app.use(requireFingerprint(shop.guard())).use((ctx) => {
    ctx.body = 'handled';
  });
  const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
  expect((await ask(app, { method: 'OPTIONS', headers })).status).toBe(403);
});

test('a plain OPTIONS is judged', async () => {
  const app = new Koa().use(requireFingerprint(shop.guard()));
  expect((await ask(app, { method: 'OPTIONS' })).status).toBe(403);
});
