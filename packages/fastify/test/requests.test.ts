import type { FingerprintGuardOptions } from '@fingerprint-guard/core';
import { describe, expect, test } from '@jest/globals';
import type { FastifyReply, FastifyServerOptions } from 'fastify';
import { fingerprint, type RequireFingerprintOptions, requireFingerprint } from '../src/index.js';
import { eachTest, posted } from './shop.js';

const shop = eachTest();
const required = { config: { fingerprint: true } };

describe('a schema', () => {
  const strict = (properties: object) => ({
    body: { type: 'object', additionalProperties: false, properties },
  });

  test('that drops the ID comes after it was read', async () => {
    const app = shop.app();
    await app.register(fingerprint, { guard: shop.guard() });
    const schema = strict({ name: { type: 'string' } });
    const handler = async (request: { body: unknown }) => request.body;
    app.post('/config', { schema, ...required }, handler);
    app.post('/hook', { schema, preHandler: requireFingerprint() }, handler);
    for (const path of ['/config', '/hook']) {
      const { 'x-fingerprint-event-id': eventId } = await shop.visit();
      const answer = await shop.ask(app, path, posted({ name: 'Ada', eventId }));
      expect([answer.status, await answer.json()]).toEqual([200, { name: 'Ada' }]);
    }
  });

  test('that turns a list into a string does not turn it into an ID', async () => {
    const app = shop.app();
    await app.register(fingerprint, { guard: shop.guard() });
    app.post('/', { schema: strict({ eventId: { type: 'string' } }), ...required }, async () => 'handled');
    const { 'x-fingerprint-event-id': eventId } = await shop.visit();
    expect((await shop.ask(app, '/', posted({ eventId: [eventId] }))).status).toBe(403);
    expect(shop.decisions[0]?.reasons[0]?.rule).toBe('malformed-event');
  });
});

describe('the order of hooks', () => {
  const logIn = async (request: object) => void Object.assign(request, { user: 'u-1' });
  const linkedId = (_request: unknown, native?: object) => (native as { user?: string }).user;

  test('a log-in in onRequest comes before a config, one in preHandler before a hook behind it', async () => {
    const app = shop.app();
    await app.register(fingerprint, { guard: shop.guard({ linkedId }), skip: true });
    app.get('/config', { onRequest: logIn, ...required }, async () => 'handled');
    app.get('/hook', { preHandler: [logIn, requireFingerprint()] }, async () => 'handled');
    for (const path of ['/config', '/hook']) {
      expect((await shop.ask(app, path, { headers: await shop.visit() })).status).toBe(403);
      const { eventId } = await shop.emulator.createEvent('honest', { linked_id: 'u-1' });
      const headers = { 'x-fingerprint-event-id': eventId };
      expect((await shop.ask(app, path, { headers })).status).toBe(200);
    }
    expect(shop.decisions[0]?.reasons[0]?.rule).toBe('linked-id-mismatch');
  });

  test('what is answered before is not judged', async () => {
    const app = shop.app();
    app.addHook('onRequest', (_request, reply) => reply.code(401).send());
    await app.register(fingerprint, { guard: shop.guard() });
    app.get('/', required, async () => 'handled');
    expect((await shop.ask(app, '/', { headers: await shop.visit() })).status).toBe(401);
    expect(shop.emulator.requests()).toEqual([]);
  });

  test('config and hook in one request are one lookup and one claim', async () => {
    const app = shop.app();
    await app.register(fingerprint, { guard: shop.guard({ policies: { login: {} } }) });
    app.get('/', { ...required, preHandler: requireFingerprint('login') }, async () => 'handled');
    const headers = await shop.visit();
    expect((await shop.ask(app, '/', { headers })).status).toBe(200);
    expect((await shop.ask(app, '/', { headers })).status).toBe(403);
    expect(shop.emulator.requests()).toHaveLength(1);
  });
});

describe('a denial', () => {
  const answers: [string, RequireFingerprintOptions['onBlocked'], number, string][] = [
    ['problem details', undefined, 403, 'application/problem+json'],
    ['a note, and problem details', async () => {}, 403, 'application/problem+json'],
    [
      'what onBlocked sends',
      (_, { reply }) => reply.code(401).send({ a: 1 }),
      401,
      'application/json; charset=utf-8',
    ],
    [
      'what onBlocked sends later',
      async (_, { reply }) => reply.code(401).send({}),
      401,
      'application/json; charset=utf-8',
    ],
    [
      'what onBlocked sends and does not return',
      (_, { reply }) => void reply.code(401).send({ a: 1 }),
      401,
      'application/json; charset=utf-8',
    ],
    [
      'what onBlocked sends later and does not return',
      async (_, { reply }) => void reply.code(401).send({ a: 1 }),
      401,
      'application/json; charset=utf-8',
    ],
    [
      'what onBlocked writes by itself',
      (_, { reply }) => {
        reply.hijack();
        reply.raw.writeHead(401, { 'content-type': 'text/css' }).end('no');
      },
      401,
      'text/css',
    ],
    [
      'a status by which onBlocked returns the reply',
      (_, { reply }) => reply.code(429),
      429,
      'application/problem+json',
    ],
    [
      'a status by which onBlocked promises the reply',
      async (_, { reply }) => reply.code(429),
      429,
      'application/problem+json',
    ],
    [
      'a status that onBlocked sets alone',
      (_, { reply }) => void reply.code(429),
      429,
      'application/problem+json',
    ],
    [
      'what a plugin of the reply answers later, by the reply that onBlocked returns',
      (_, { reply }) => (reply as unknown as { page(): unknown }).page(),
      401,
      'text/html',
    ],
    ['what onBlocked returns', async () => ({ a: 1 }), 403, 'application/json; charset=utf-8'],
    [
      'what onBlocked returns, with a status',
      (_, { reply }) => {
        reply.code(401);
        return 'no';
      },
      401,
      'text/plain; charset=utf-8',
    ],
  ];
  test.each(answers)(
    'is %s, and no handler runs, though onSend hooks take their time',
    async (_name, onBlocked, status, type) => {
      const ran: string[] = [];
      const stream = { write: (line: string) => void ran.push(line) };
      const app = shop.app({ logger: { level: 'warn', stream } });
      app.decorateReply('page', function (this: FastifyReply) {
        setImmediate(() => this.code(401).type('text/html').send('<p>'));
        return this;
      });
      app.addHook('onSend', () => new Promise((resolve) => setImmediate(resolve)));
      app.addHook('preSerialization', async (_request, _reply, payload) => payload);
      await app.register(fingerprint, { guard: shop.guard() });
      app.addHook('preValidation', async () => void ran.push('preValidation'));
      app.addHook('preHandler', async () => void ran.push('preHandler'));
      const config = { fingerprint: onBlocked ? { onBlocked } : true };
      app.get('/', { config }, async () => ran.push('handler'));
      const answer = await shop.ask(app, '/');
      expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type]);
      if (type.includes('problem')) expect(await answer.json()).toMatchObject({ status });
      await app.close();
      expect(ran).toEqual([]);
    },
  );

  test('may be the answer to what is not found', async () => {
    const app = shop.app();
    app.setNotFoundHandler(async (_request, reply) => {
      await new Promise((resolve) => setImmediate(resolve));
      return reply.code(404).send({ own: true });
    });
    await app.register(fingerprint, { guard: shop.guard() });
    const onBlocked: RequireFingerprintOptions['onBlocked'] = async (_, { reply }) => reply.callNotFound();
    app.get('/', { config: { fingerprint: { onBlocked } } }, async () => 'handled');
    const answer = await shop.ask(app, '/');
    expect([answer.status, await answer.json()]).toEqual([404, { own: true }]);
  });

  test('keeps to its form where the route has a schema for its status', async () => {
    const app = shop.app();
    await app.register(fingerprint, { guard: shop.guard() });
    const schema = { response: { 403: { type: 'object', properties: { title: { type: 'string' } } } } };
    app.get('/', { schema, ...required }, async () => 'handled');
    expect(await (await shop.ask(app, '/')).json()).toMatchObject({
      code: 'fingerprint_denied',
      retry: 'new-event',
    });
  });
});

describe('trustProxy', () => {
  const cases: [string, FastifyServerOptions['trustProxy'], Partial<FingerprintGuardOptions>, number][] = [
    ['every proxy', true, {}, 1],
    ['every proxy, by a function', () => true, {}, 1],
    ['every address, by two halves', ['0.0.0.0/1', '128.0.0.0/1'], {}, 1],
    ['every address of IPv6, by two halves', ['::/1', '8000::/1'], {}, 1],
    ['every proxy, but the guard reads the address itself', true, { clientIp: { header: 'x-real-ip' } }, 0],
    ['every proxy, by a function of the address', (address) => address !== '', {}, 1],
    ['a number of hops', (_address, hop) => hop <= 3, {}, 0],
    ['those that a function knows', (address) => address.startsWith('10.'), {}, 0],
    ['named proxies', 'loopback', {}, 0],
    ['nobody', false, {}, 0],
  ];
  test.each(cases)('that trusts %s', async (_name, trustProxy, more, expected) => {
    const app = shop.app({ trustProxy: trustProxy ?? false });
    await app.register(fingerprint, { guard: shop.guard(more) });
    app.get('/', async () => 'handled');
    for (const headers of [{}, { 'x-forwarded-for': '203.0.113.9' }]) await shop.ask(app, '/', { headers });
    expect(shop.warnings.filter((warning) => warning.includes('ERR_FP_PROXY_TRUST'))).toHaveLength(expected);
  });

  test('by a function that throws for an unknown address: it receives real ones only', async () => {
    const told: string[] = [];
    const trustProxy = (address: string) => {
      told.push(address);
      if (address !== '127.0.0.1') throw new Error('unknown proxy');
      return false;
    };
    const app = shop.app({ trustProxy });
    await app.register(fingerprint, { guard: shop.guard() });
    app.get('/', async (request) => request.fingerprint?.signals.clientIp ?? null);
    const headers = { ...(await shop.visit()), 'x-forwarded-for': '203.0.113.9' };
    const answer = await shop.ask(app, '/', { headers });
    expect([answer.status, await answer.text()]).toEqual([200, '127.0.0.1']);
    expect([...new Set(told)]).toEqual(['127.0.0.1']);
  });

  const addresses: [string, Partial<FingerprintGuardOptions>, string][] = [
    ['gives the address that the framework believes', {}, '198.51.100.66'],
    [
      'is not asked where the guard has proxies of its own',
      { clientIp: { trustedProxies: ['127.0.0.1'] } },
      '203.0.113.9',
    ],
  ];
  test.each(addresses)('%s', async (_name, more, clientIp) => {
    const app = shop.app({ trustProxy: true });
    await app.register(fingerprint, { guard: shop.guard(more) });
    app.get('/', required, async (request) => ({ clientIp: request.fingerprint?.signals.clientIp }));
    const headers = { ...(await shop.visit()), 'x-forwarded-for': '198.51.100.66, 203.0.113.9' };
    expect(await (await shop.ask(app, '/', { headers })).json()).toEqual({ clientIp });
  });
});

test('a body that nobody parsed is hinted at', async () => {
  const app = shop.app();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  await app.register(fingerprint, { guard: shop.guard() });
  app.post('/', required, async () => 'handled');
  const { 'x-fingerprint-event-id': eventId } = await shop.visit();
  expect((await shop.ask(app, '/', posted({ eventId }))).status).toBe(403);
  expect(shop.warnings).toEqual([expect.stringContaining('body parser')]);
});

test('cookies are those of the cookie parser, where there is one', async () => {
  const app = shop.app();
  const headers = await shop.visit();
  app.addHook('onRequest', async (request) => {
    Object.assign(request, { cookies: { fp: headers['x-fingerprint-event-id'] } });
  });
  await app.register(fingerprint, { guard: shop.guard({ eventFrom: { cookie: 'fp' } }) });
  app.get('/', required, async () => 'handled');
  expect((await shop.ask(app, '/', { headers: { cookie: 'fp=signed%20and%20sealed' } })).status).toBe(200);
});

test('the url is the one that was sent, whatever it was rewritten to', async () => {
  const app = shop.app({ rewriteUrl: () => '/' });
  const urls: string[] = [];
  const linkedId = ({ url }: { url: string }) => void urls.push(url);
  await app.register(fingerprint, { guard: shop.guard({ linkedId }) });
  app.get('/', required, async () => 'handled');
  await shop.ask(app, '/shop/login?from=cart', { headers: await shop.visit() });
  expect(urls).toEqual(['/shop/login?from=cart']);
});

describe('what another library put on the request', () => {
  test('does not reach the handler of a preflight', async () => {
    const app = shop.app();
    app.addHook(
      'onRequest',
      async (request) => void Object.assign(request, { fingerprint: { action: 'allow' } }),
    );
    await app.register(fingerprint, { guard: shop.guard() });
    app.options('/open', async (request) => ({ seen: request.fingerprint ?? null }));
    app.options('/', required, async () => 'handled');
    const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
    const preflight = { method: 'OPTIONS', headers };
    expect(await (await shop.ask(app, '/open', preflight)).json()).toEqual({ seen: null });
    expect((await shop.ask(app, '/', preflight)).status).toBe(403);
  });

  test('may be a getter', async () => {
    const app = shop.app();
    app.decorateRequest('fingerprint', { getter: () => undefined });
    await app.register(fingerprint, { guard: shop.guard() });
    app.get('/', required, async (request) => ({ action: request.fingerprint?.action }));
    const answer = await shop.ask(app, '/', { headers: await shop.visit() });
    expect(await answer.json()).toEqual({ action: 'allow' });
  });
});

test('routes keep their own types', async () => {
  const app = shop.app();
  await app.register(fingerprint, { guard: shop.guard() });
  app.post<{ Body: { name: string }; Reply: { name: string; id: string | undefined } }>(
    '/',
    { config: { fingerprint: { skip: ({ ip }) => ip === '' } }, preHandler: [requireFingerprint()] },
    async ({ body, fingerprint }) => ({ name: body.name, id: fingerprint?.signals.eventId }),
  );
  const { 'x-fingerprint-event-id': id } = await shop.visit();
  const init = posted({ name: 'Ada', eventId: id });
  expect(await (await shop.ask(app, '/', init)).json()).toEqual({ name: 'Ada', id });
});

test('a decision names its route, also if it is only attached; without a route it names none', async () => {
  const app = shop.app();
  await app.register(fingerprint, { guard: shop.guard() });
  app.register(
    async (api) => {
      api.get('/orders/:id', required, async (request) => request.fingerprint?.request);
      api.get('/baskets/:id', async (request) => request.fingerprint?.request);
    },
    { prefix: '/api' },
  );
  for (const name of ['orders', 'baskets']) {
    const answer = await shop.ask(app, `/api/${name}/7?token=secret`, { headers: await shop.visit() });
    expect(await answer.json()).toEqual({ method: 'GET', path: `/api/${name}/7`, route: `/api/${name}/:id` });
  }
  await shop.ask(app, '/nowhere', { headers: await shop.visit() });
  expect(shop.decisions.at(-1)?.request).toEqual({ method: 'GET', path: '/nowhere' });
});
