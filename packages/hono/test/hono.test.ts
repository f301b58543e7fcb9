import { createFingerprintGuard as createMainGuard } from '@fingerprint-guard/core';
import {
  createFingerprintGuard,
  type Decision,
  type FingerprintGuardOptions,
} from '@fingerprint-guard/core/fetch';
import { describe, expect, test } from '@jest/globals';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { eachTest } from '../../../test/support/shop.js';
import { fingerprint, requireFingerprint } from '../src/index.js';

const shop = eachTest();

const guardWith = (more: Partial<FingerprintGuardOptions> = {}) =>
  createFingerprintGuard({ ...shop.options(), ...more });

const seeEvent = (c: Context) => c.json({ eventId: c.get('fingerprint')?.signals.eventId ?? null });
const withId = (id: string) => ({ headers: { 'x-fingerprint-event-id': id } });
const posted = (body: string, type = 'application/json') => ({
  method: 'POST',
  headers: { 'content-type': type },
  body,
});

/** An application that keeps what reaches its handling of errors. */
function appWithErrors() {
  const errors: unknown[] = [];
  const app = new Hono().onError((error, c) => {
    errors.push(error);
    return error instanceof HTTPException ? error.getResponse() : c.text('Internal Server Error', 500);
  });
  return { app, errors };
}

test('a required route without a guard fails with an error that says what to add', async () => {
  const { app, errors } = appWithErrors();
  app.get('/', requireFingerprint('login'), seeEvent);
  expect((await app.request('/')).status).toBe(500);
  expect(errors).toEqual([
    expect.objectContaining({
      code: 'ERR_FP_NO_GUARD',
      message: expect.stringContaining('fingerprint(guard)'),
    }),
  ]);
});

test('options in place of a guard make one; with issues they fail at once', async () => {
  const { eventId } = await shop.emulator.createEvent();
  const app = new Hono().use(fingerprint(shop.options())).get('/', requireFingerprint(), seeEvent);
  expect(await (await app.request('/', withId(eventId))).json()).toEqual({ eventId });
  expect(() => fingerprint({ apiKey: 'key', regoin: 'eu' } as FingerprintGuardOptions)).toThrow(/region/);
});

test("a guard of the core's main entry is one", async () => {
  const guard = createMainGuard(shop.options());
  const { eventId } = await shop.emulator.createEvent();
  const app = new Hono().get('/', requireFingerprint(guard), seeEvent);
  expect(await (await app.request('/', withId(eventId))).json()).toEqual({ eventId });
  await guard.close();
});

describe('the body', () => {
  /** What a handler reads after the guard, and the event that the guard found. */
  async function read(reader: (c: Context) => Promise<unknown>, init: RequestInit) {
    const app = new Hono().post('/', requireFingerprint(guardWith()), async (c) =>
      c.json({ eventId: c.get('fingerprint')?.signals.eventId, seen: await reader(c) }),
    );
    const response = await app.request('/', init);
    expect(response.status).toBe(200);
    return response.json();
  }

  test('can be read again, as JSON, as text and as bytes', async () => {
    for (const reader of ['json', 'text', 'arrayBuffer'] as const) {
      const { eventId } = await shop.emulator.createEvent();
      const json = JSON.stringify({ eventId, name: 'Zoë' });
      const seen = { json: JSON.parse(json), text: json, arrayBuffer: json }[reader];
      const asText = async (c: Context) => {
        const value: unknown = await c.req[reader]();
        return value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value;
      };
      const type = 'Application/vnd.api+JSON; charset=utf-8';
      expect(await read(asText, posted(json, type))).toEqual({ eventId, seen });
    }
  });

  test('can be read again, as a form', async () => {
    const type = 'application/x-www-form-urlencoded';
    for (const all of [false, true]) {
      const { eventId } = await shop.emulator.createEvent();
      const body = `eventId=${eventId}&name=Zo%C3%AB&name=Anna`;
      expect(await read((c) => c.req.parseBody({ all }), posted(body, type))).toEqual({
        eventId,
        seen: { eventId, name: all ? ['Zoë', 'Anna'] : 'Anna' },
      });
    }
    const { eventId } = await shop.emulator.createEvent();
    const body = `eventId=${eventId}&name=Zo%C3%AB`;
    expect(await read((c) => c.req.text(), posted(body, type))).toEqual({ eventId, seen: body });
  });

  test('can be read again, as a form with files', async () => {
    const { eventId } = await shop.emulator.createEvent();
    const body = new FormData();
    body.set('eventId', eventId);
    body.set('picture', new File(['pixels'], 'picture.png'));
    const reader = async (c: Context) => ((await c.req.parseBody()).picture as File).text();
    expect(await read(reader, { method: 'POST', body })).toEqual({ eventId, seen: 'pixels' });
  });

  test('of a form with two IDs, or a file for an ID, is malformed', async () => {
    const decisions: Decision[] = [];
    const guard = guardWith({ onDecision: (decision) => void decisions.push(decision) });
    const app = new Hono().post('/', requireFingerprint(guard), seeEvent);
    const file = new FormData();
    file.set('eventId', new File(['id'], 'id.txt'));
    const twice = new URLSearchParams([
      ['eventId', 'a'],
      ['eventId', 'a'],
    ]);
    for (const body of [file, twice])
      expect((await app.request('/', { method: 'POST', body })).status).toBe(403);
    expect(decisions.map(({ reasons }) => reasons[0]?.rule)).toEqual(['malformed-event', 'malformed-event']);
  });

  test.each([
    ['no JSON', '{"eventId": ', 'application/json'],
    ['no form', '--x\r\n', 'multipart/form-data; boundary=y'],
    ['a form without a boundary', 'x', 'multipart/form-data'],
  ])("that is %s although it says so names no event, and is the handler's own to refuse", async (...row) => {
    const [, body, type] = row;
    const app = new Hono().post('/', requireFingerprint(guardWith()), seeEvent);
    expect((await app.request('/', posted(body, type))).status).toBe(403);
    const { eventId } = await shop.emulator.createEvent();
    const init = posted(body, type);
    const headers = { ...init.headers, ...withId(eventId).headers };
    expect(await (await app.request('/', { ...init, headers })).json()).toEqual({ eventId });
    expect(shop.warnings).toEqual([]);
  });

  test.each([
    ['of very many fields', Array.from({ length: 50_000 }, (_, i) => `n${i}`).join('&'), ''],
    ['of a type with very many spaces', 'x', `${' '.repeat(100_000)}x`],
  ])('%s takes no longer than to read it', async (_what, body, ending) => {
    const app = new Hono().post('/', requireFingerprint(guardWith()), seeEvent);
    const started = performance.now();
    const sent = posted(body, `application/x-www-form-urlencoded${ending}`);
    expect((await app.request('/', sent)).status).toBe(403);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test.each(['json', 'text', 'arrayBuffer', 'blob'] as const)(
    'that a middleware has read by c.req.%s() is read again',
    async (reader) => {
      const { eventId } = await shop.emulator.createEvent();
      const app = new Hono().use(async (c, next) => {
        await c.req[reader]();
        await next();
      });
      app.post('/', requireFingerprint(guardWith()), seeEvent);
      const response = await app.request('/', posted(JSON.stringify({ eventId })));
      expect(await response.json()).toEqual({ eventId });
    },
  );

  test('that was read past Hono is hinted at, and stops no request that is only attached', async () => {
    const app = new Hono()
      .use(async (c, next) => {
        await c.req.raw.text();
        await next();
      })
      .post('/open', fingerprint(guardWith()), seeEvent)
      .post('/login', requireFingerprint(guardWith()), seeEvent);
    const { eventId } = await shop.emulator.createEvent();
    const { headers, ...init } = posted(JSON.stringify({ eventId }));
    const sent = { ...init, headers: { ...headers, 'content-length': '40' } };
    expect(await (await app.request('/open', sent)).json()).toEqual({ eventId: null });
    expect((await app.request('/login', sent)).status).toBe(403);
    expect(shop.warnings).toEqual([expect.stringContaining('not parsed')]);
  });

  /** A body that begins and then does as told, of a length that is told or not. */
  function beginning(pull: (into: ReadableStreamDefaultController) => void, length: number | undefined) {
    const { headers, ...init } = posted('');
    const start = (into: ReadableStreamDefaultController) => into.enqueue(new TextEncoder().encode('{"a":'));
    const told = length === undefined ? {} : { 'content-length': `${length}` };
    const body = new ReadableStream({ start, pull });
    return { ...init, headers: { ...headers, ...told }, body, duplex: 'half' } as RequestInit;
  }

  describe.each([undefined, 100])('that breaks off, its length told as %p,', (length) => {
    const failures = [
      new Error('the client went away'),
      Object.assign(new Error('aborted'), { code: 'ECONNRESET' }),
      new TypeError('terminated'),
      Object.assign(new Error('gone'), { name: 'AbortError' }),
    ];
    const broken = (failure: unknown) => beginning((into) => into.error(failure), length);

    test('names no event: where one is required, that is answered, and not as an error', async () => {
      for (const failure of failures) {
        const { app, errors } = appWithErrors();
        app.post('/', requireFingerprint(guardWith()), seeEvent);
        expect((await app.request('/', broken(failure))).status).toBe(403);
        expect(errors).toEqual([]);
      }
    });

    test('breaks off for a handler that reads it, and for no other', async () => {
      for (const failure of failures) {
        const { app, errors } = appWithErrors();
        app.use(fingerprint(guardWith())).post('/', seeEvent);
        app.post('/read', async (c) => c.json(await c.req.json()));
        expect(await (await app.request('/', broken(failure))).json()).toEqual({ eventId: null });
        expect(errors).toEqual([]);
        expect((await app.request('/read', broken(failure))).status).toBe(500);
        expect(errors).toEqual([failure]);
      }
    });

    test.each([
      ['an exception of Hono', new HTTPException(413)],
      ['a limit on bodies', Object.assign(new Error('too large'), { name: 'BodyLimitError' })],
    ])('by %s is answered by that', async (_what, failure) => {
      const { app, errors } = appWithErrors();
      app.post('/', requireFingerprint(guardWith()), seeEvent);
      await app.request('/', broken(failure));
      expect(errors).toEqual([failure]);
    });

    test('and one that never ends, is not waited for once the client is gone', async () => {
      const { app, errors } = appWithErrors();
      app.post('/', requireFingerprint(guardWith()), seeEvent);
      const controller = new AbortController();
      const { signal } = controller;
      const answer = app.request('/', { ...beginning(() => new Promise(() => {}), length), signal });
      controller.abort();
      expect((await answer).status).toBe(403);
      expect(errors).toEqual([]);
    });
  });

  test('of strings is none, or is read', async () => {
    const { eventId } = await shop.emulator.createEvent();
    const { app, errors } = appWithErrors();
    app.post('/', requireFingerprint(guardWith()), seeEvent);
    const body = new ReadableStream({
      start(into) {
        into.enqueue(JSON.stringify({ eventId }));
        into.close();
      },
    });
    expect((await app.request('/', { ...posted(''), body, duplex: 'half' } as RequestInit)).status).toBe(403);
    expect(errors).toEqual([]);
  });

  test.each([
    ['a request that is skipped', { skip: () => true }, 'application/json'],
    ['a body of another type', {}, 'text/plain'],
    ['a type that only begins like one', {}, 'application/json-seq'],
  ])('is left alone: %s', async (_what, skipping, type) => {
    const app = new Hono().use(fingerprint(guardWith(), skipping)).post('/', async (c) => {
      expect(c.req.raw.bodyUsed).toBe(false);
      return c.text(await new Response(c.req.raw.body).text());
    });
    expect(await (await app.request('/', posted('{}', type))).text()).toBe('{}');
  });
});

describe('the limit on bodies', () => {
  const MB = 1_048_576;
  /** A body of chunks, and how many bytes of it were asked for. */
  function chunked(first: string, chunks: number, size = 65_536) {
    const counted = { bytes: 0 };
    let left = chunks;
    const body = new ReadableStream<Uint8Array>(
      {
        pull(into) {
          const chunk = left === chunks ? new TextEncoder().encode(first) : new Uint8Array(size).fill(32);
          if (left-- < 0) return into.close();
          counted.bytes += chunk.byteLength;
          into.enqueue(chunk);
        },
      },
      { highWaterMark: 0 },
    );
    return { counted, init: { ...posted(''), body, duplex: 'half' } as RequestInit };
  }

  test('is 1 MiB: no more of a body without end is read, and on no path', async () => {
    const app = new Hono().use(fingerprint(guardWith())).post('/login', requireFingerprint(), seeEvent);
    for (const [path, status] of [
      ['/login', 403],
      ['/nowhere', 404],
    ] as const) {
      const { counted, init } = chunked('{', 3200);
      expect((await app.request(path, init)).status).toBe(status);
      // Of each middleware in turn, and the chunk that was too much.
      expect(counted.bytes).toBeLessThanOrEqual(2 * (MB + 2 * 65_536));
    }
  });

  test('trusts a declared length: nothing is read', async () => {
    const app = new Hono().use(fingerprint(guardWith())).post('/', (c) => c.json(c.req.raw.bodyUsed));
    const { headers, ...sent } = posted('{}');
    const init = { ...sent, headers: { ...headers, 'content-length': String(MB + 1) } };
    expect(await (await app.request('/', init)).json()).toBe(false);
  });

  test('leaves a body of its own size, and all of a larger one, to the handler', async () => {
    const { eventId } = await shop.emulator.createEvent();
    const json = JSON.stringify({ eventId });
    const app = new Hono().use(fingerprint(guardWith(), { maxBodyBytes: json.length + 10 }));
    app.post('/', async (c) =>
      c.json({ found: c.get('fingerprint')?.signals.eventId, length: (await c.req.text()).length }),
    );
    const fits = chunked(json, 1, 10);
    expect(await (await app.request('/', fits.init)).json()).toEqual({
      found: eventId,
      length: json.length + 10,
    });
    const larger = chunked(json, 4, 10);
    expect(await (await app.request('/', larger.init)).json()).toEqual({ length: json.length + 40 });
  });

  test.each([0, -1, 1.5, '1mb', Number.NaN])('is no %p', (value) => {
    const options = { maxBodyBytes: value as number };
    const refused = expect.objectContaining({ code: 'ERR_FP_OPTION' });
    expect(() => fingerprint(guardWith(), options)).toThrow(refused);
    expect(() => requireFingerprint('login', options)).toThrow(refused);
  });
});

describe('no body is read', () => {
  /** Whether the body was read by the time of the handler. */
  async function isRead(more: Partial<FingerprintGuardOptions>, path: string, headers = {}) {
    const app = new Hono().use(fingerprint(guardWith(more)));
    app.post('/', (c) => c.json(c.req.raw.bodyUsed || Object.keys(c.req.bodyCache).length > 0));
    const init = posted('{}');
    return (await app.request(path, { ...init, headers: { ...init.headers, ...headers } })).json();
  }

  test('where a header, the query or a cookie names the event, and nothing else may read it', async () => {
    const id = { 'x-fingerprint-event-id': 'x' };
    expect(await isRead({}, '/')).toBe(true);
    expect(await isRead({}, '/', id)).toBe(false);
    expect(await isRead({}, '/?eventId=x')).toBe(false);
    expect(await isRead({ eventFrom: [{ cookie: 'fp' }, { body: 'fp' }] }, '/', { cookie: 'fp=x' })).toBe(
      false,
    );
    expect(await isRead({ eventFrom: { header: 'x-id' } }, '/')).toBe(false);
    // Each of these may be what the body is for.
    expect(await isRead({ eventFrom: () => 'x' }, '/', id)).toBe(true);
    expect(await isRead({ linkedId: () => undefined }, '/', id)).toBe(true);
    expect(await isRead({ clientIp: () => '203.0.113.9' }, '/', id)).toBe(true);
    const sealedKeys = [Buffer.alloc(32, 7).toString('base64')];
    expect(await isRead({ sealedKeys }, '/', id)).toBe(true);
  });
});

describe("the client's address", () => {
  const address = (more: Partial<FingerprintGuardOptions> = {}) =>
    new Hono()
      .use(fingerprint(guardWith(more)))
      .get('/', (c) => c.json(c.get('fingerprint')?.signals.clientIp ?? null));
  const forwarded = { headers: { 'x-forwarded-for': '198.51.100.66', 'x-real-ip': '198.51.100.67' } };

  test.each([
    ['Node', { incoming: { socket: { remoteAddress: '::ffff:203.0.113.9' } } }, '203.0.113.9'],
    [
      'Node, in a server',
      { server: { incoming: { socket: { remoteAddress: '203.0.113.9' } } } },
      '203.0.113.9',
    ],
    ['Deno', { remoteAddr: { hostname: '2001:db8::7', transport: 'tcp', port: 1 } }, '2001:db8::7'],
    ['Bun', { requestIP: () => ({ address: '203.0.113.9', family: 'IPv4', port: 1 }) }, '203.0.113.9'],
    ['Bun, in a server', { server: { requestIP: () => ({ address: '203.0.113.9' }) } }, '203.0.113.9'],
    ['Bun, connection closed', { requestIP: () => null }, null],
    ['nobody', {}, null],
    ['nobody, without bindings', undefined, null],
    ['bindings of the application', { server: 'api', incoming: true, remoteAddr: {} }, null],
  ])('comes from the connection info of %s', async (_who, env, expected) => {
    expect(await (await address().request('/', forwarded, env)).json()).toBe(expected);
  });

  test('is what clientIp says, where nobody tells the connection', async () => {
    const app = address({ clientIp: { header: 'x-real-ip' } });
    expect(await (await app.request('/', forwarded)).json()).toBe('198.51.100.67');
    const behindProxy = address({ clientIp: { trustedProxies: ['10.0.0.0/8'] } });
    expect(await (await behindProxy.request('/', forwarded)).json()).toBeNull();
  });
});

describe('one request', () => {
  test('requiring twice is one use of the event', async () => {
    const guard = guardWith({ policies: { login: {} } });
    const app = new Hono().use(requireFingerprint(guard));
    app.get('/', requireFingerprint(guard, 'login'), (c) => c.json(c.get('fingerprint')?.policy));
    const { eventId } = await shop.emulator.createEvent();
    expect(await (await app.request('/', withId(eventId))).json()).toBe('login');
    expect((await app.request('/', withId(eventId))).status).toBe(403);
  });

  test('is the same in a nested application, with a base path and an error handler of its own', async () => {
    const { app: inner } = appWithErrors();
    inner.post('/login', requireFingerprint('login'), seeEvent);
    const guard = guardWith({ policies: { login: {} }, cache: false });
    const app = new Hono().basePath('/api').use(requireFingerprint(guard), fingerprint(guard));
    app.route('/session', inner);
    const { eventId } = await shop.emulator.createEvent();
    const response = await app.request('/api/session/login', posted(JSON.stringify({ eventId })));
    expect(await response.json()).toEqual({ eventId });
    expect(shop.emulator.requests()).toHaveLength(1);
  });

  test('is the same though a middleware replaces the native request', async () => {
    const app = new Hono().use(requireFingerprint(guardWith()), fingerprint(guardWith()));
    app.use((c, next) => {
      c.req.raw = new Request(c.req.raw, { headers: { ...c.req.header(), 'x-more': '1' } });
      return next();
    });
    app.get('/', requireFingerprint(), seeEvent);
    const { eventId } = await shop.emulator.createEvent();
    expect(await (await app.request('/', withId(eventId))).json()).toEqual({ eventId });
  });

  test('may have a limit on its body first', async () => {
    const app = new Hono().use(bodyLimit({ maxSize: 100 }), fingerprint(guardWith()));
    app.post('/', requireFingerprint(), seeEvent);
    const { eventId } = await shop.emulator.createEvent();
    const stream = (text: string) =>
      ({ ...posted(''), body: new Blob([text]).stream(), duplex: 'half' }) as RequestInit;
    expect(await (await app.request('/', stream(JSON.stringify({ eventId })))).json()).toEqual({ eventId });
    expect((await app.request('/', stream(JSON.stringify({ eventId }).padEnd(101)))).status).toBe(413);
  });
});

describe('onBlocked', () => {
  const requiring = (onBlocked: (decision: Decision, c: Context) => unknown) => {
    const { app, errors } = appWithErrors();
    app.get('/', requireFingerprint(guardWith(), undefined, { onBlocked }), seeEvent);
    return { app, errors };
  };

  test('only observes if it returns no response, whatever else it returns', async () => {
    const told: unknown[] = [];
    const { app } = requiring(({ id }) => told.push(id));
    const response = await app.request('/');
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'fingerprint_denied', decisionId: told[0] });
  });

  test('may set a status that has no content', async () => {
    for (const status of [204, 205, 304] as const) {
      const { app, errors } = requiring((_decision, c) => c.status(status));
      const response = await app.request('/');
      expect([response.status, await response.text(), errors]).toEqual([status, '', []]);
    }
  });

  test('answers by a redirect, a response of its own, or an exception of Hono', async () => {
    const answers = [
      (_decision: Decision, c: Context) => c.redirect('/again'),
      () => new Response('no', { status: 302 }),
      () => {
        throw new HTTPException(302, { message: 'no' });
      },
    ];
    for (const answer of answers) expect((await requiring(answer).app.request('/')).status).toBe(302);
  });
});

test('a blocked answer keeps the headers that others set', async () => {
  const app = new Hono().use(cors({ origin: 'https://shop.example' }), async (c, next) => {
    c.header('x-request-id', '7');
    await next();
  });
  app.get('/', requireFingerprint(guardWith()), seeEvent);
  const { status, headers } = await app.request('/', { headers: { origin: 'https://shop.example' } });
  expect(status).toBe(403);
  expect(headers.get('access-control-allow-origin')).toBe('https://shop.example');
  expect(headers.get('x-request-id')).toBe('7');
  expect(headers.get('content-type')).toBe('application/problem+json');
});

test('a preflight is not judged, and its handler finds nothing of another library', async () => {
  const app = new Hono().use(async (c, next) => {
    c.set('fingerprint', { action: 'allow' } as Decision);
    await next();
  });
  app
    .use(requireFingerprint(guardWith()))
    .options('/', (c) => c.json({ seen: c.get('fingerprint') ?? null }));
  const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
  expect(await (await app.request('/', { method: 'OPTIONS', headers })).json()).toEqual({ seen: null });
  expect((await app.request('/', { method: 'OPTIONS' })).status).toBe(403);
});

test('a preflight is judged by the middleware of a route that was found for it, unless CORS answers it before', async () => {
  const handle = (c: Context) => c.text('handled');
  const own = () => requireFingerprint(guardWith());
  const app = new Hono().use('/cors', cors());
  app.options('/options', own(), handle).all('/all', own(), handle).all('/cors', own(), handle);
  app.use('/use', own()).post('/use', handle);
  const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
  const status = async (path: string) => (await app.request(path, { method: 'OPTIONS', headers })).status;
  expect(await status('/options')).toBe(403);
  expect(await status('/all')).toBe(403);
  expect(await status('/cors')).toBe(204);
  expect(await status('/use')).toBe(404);
});

test('a preflight with a body is none, also where nothing tells its length', async () => {
  const app = new Hono().all('/', requireFingerprint(guardWith()), async (c) => c.json(await c.req.json()));
  const { headers, ...sent } = posted('{}');
  const asks = { ...headers, origin: 'https://shop.example', 'access-control-request-method': 'POST' };
  expect((await app.request('/', { ...sent, method: 'OPTIONS', headers: asks })).status).toBe(403);
});

test('the decision has its type on the context, in any environment', async () => {
  type Env = { Bindings: { KV: string }; Variables: { user: string } };
  const app = new Hono<Env>().use(fingerprint(guardWith())).get('/', requireFingerprint(), (c) => {
    const decision: Decision | undefined = c.get('fingerprint');
    const same: Decision | undefined = c.var.fingerprint;
    // @ts-expect-error: it may be missing
    const id: string = c.var.fingerprint.id;
    return c.json({ same: decision === same, id });
  });
  const { eventId } = await shop.emulator.createEvent();
  const response = await app.request('/', withId(eventId));
  expect(await response.json()).toEqual({ same: true, id: expect.any(String) });
});

test('a decision names its route, also where it is attached app-wide', async () => {
  const orders = new Hono().get('/orders/:id', requireFingerprint(), (c) =>
    c.json(c.get('fingerprint')?.request),
  );
  const app = new Hono().use(fingerprint(guardWith())).route('/api', orders).all('/any', seeEvent);
  const { eventId } = await shop.emulator.createEvent();
  expect(await (await app.request('/api/orders/7?token=secret', withId(eventId))).json()).toEqual({
    method: 'GET',
    path: '/api/orders/7',
    route: '/api/orders/:id',
  });
  for (const path of ['/any', '/nowhere']) await app.request(path, withId(eventId));
  const route = '/api/orders/:id';
  expect(shop.decisions.map(({ request }) => request.route)).toEqual([route, route, undefined, undefined]);
});
