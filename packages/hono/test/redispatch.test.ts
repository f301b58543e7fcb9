import { connect } from 'node:net';
import type { Decision } from '@fingerprint-guard/core';
import { listen } from '@fingerprint-guard/testing';
import { getRequestListener } from '@hono/node-server';
import { describe, expect, test } from '@jest/globals';
import { type Context, Hono } from 'hono';
import { methodOverride } from 'hono/method-override';
import { Response as UndiciResponse } from 'undici';
import { eachTest } from '../../../test/support/shop.js';
import { fingerprint, requireFingerprint } from '../src/index.js';

const shop = eachTest();

/** Serves an application over HTTP, by Node's adapter. */
async function serve(app: Pick<Hono, 'fetch'>, overrideGlobalObjects = true): Promise<string> {
  const { url, close } = await listen(getRequestListener(app.fetch, { overrideGlobalObjects }));
  shop.endings.push(close);
  return url;
}

const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) });
const json = (value: unknown) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
const newId = async () => (await shop.emulator.createEvent()).eventId;

describe('an application that is mounted behind the guard', () => {
  const echo = new Hono().post('/login', async (c) => c.json(await c.req.json()));

  test.each([false, true])('finds the body unread, with the globals of the adapter: %s', async (override) => {
    const guard = shop.guard();
    const read = new Hono().use(requireFingerprint(guard)).post('/login', async (c) => {
      const seen = await c.req.raw.text();
      return c.json({ seen, again: await c.req.text() });
    });
    const sent = { eventId: await newId(), name: 'Zoë' };
    const response = await fetch(`${await serve(read, override)}/login`, json(sent));
    const text = JSON.stringify(sent);
    expect(await response.json()).toEqual({ seen: text, again: text });
  });

  test('has its body', async () => {
    const app = new Hono().use(requireFingerprint(shop.guard())).mount('/shop', echo.fetch);
    const url = await serve(app);
    const sent = { eventId: await newId(), name: 'Zoë' };
    expect(await (await fetch(`${url}/shop/login`, json(sent))).json()).toEqual(sent);
    expect((await fetch(`${url}/shop/login`, json(sent))).status).toBe(403);
  });

  test('is judged once with what is around it, and finds the guard that was attached there', async () => {
    const guard = shop.guard();
    const inner = new Hono().use(fingerprint(guard));
    inner.post('/login', requireFingerprint(), async (c) =>
      c.json({ eventId: c.get('fingerprint')?.signals.eventId, body: await c.req.json() }),
    );
    const attached = new Hono().post('/login', requireFingerprint(), (c) => c.json('handled'));
    const app = new Hono()
      .use(requireFingerprint(guard), fingerprint(guard))
      .mount('/inner', inner.fetch)
      .mount('/attached', attached.fetch);
    const url = await serve(app);
    const sent = { eventId: await newId() };
    const response = await fetch(`${url}/inner/login`, json(sent));
    expect(await response.json()).toEqual({ ...sent, body: sent });
    expect((await fetch(`${url}/attached/login`, json({ eventId: await newId() }))).status).toBe(200);
    for (const path of ['inner', 'attached'])
      expect((await fetch(`${url}/${path}/login`, json(sent))).status).toBe(403);
  });
});

describe('methodOverride behind the guard', () => {
  function posts() {
    const app = new Hono().use(requireFingerprint(shop.guard()));
    app.use(methodOverride({ app }));
    return app.delete('/post', async (c) => c.json({ deleted: await c.req.parseBody() }));
  }

  test('judges once, and the handler has the form', async () => {
    const url = await serve(posts());
    const sent = { eventId: await newId(), post: '7' };
    const response = await fetch(`${url}/post`, form({ ...sent, _method: 'DELETE' }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ deleted: sent });
    expect(shop.decisions.map(({ action }) => action)).toEqual(['allow', 'allow']);
    expect((await fetch(`${url}/post`, form({ ...sent, _method: 'DELETE' }))).status).toBe(403);
  });

  test('stops what names no event', async () => {
    const response = await fetch(`${await serve(posts())}/post`, form({ _method: 'DELETE' }));
    expect(response.status).toBe(403);
  });
});

describe('a batch of requests in one', () => {
  /** Calls the application for each item of the batch, with the bindings of the server adapter. */
  function shopWithBatches(isBatchGuarded = false) {
    const app = new Hono();
    const guard = shop.guard();
    if (isBatchGuarded) app.use('/batch', requireFingerprint(guard));
    const logins: unknown[] = [];
    app.post('/login', requireFingerprint(guard), (c) => c.json(logins.push(c.req.path)));
    app.post('/batch', async (c: Context) => {
      const items = await c.req.json<unknown[]>();
      const all = items.map((item) => app.request('/login', json(item), c.env));
      return c.json((await Promise.all(all)).map(({ status }) => status));
    });
    return app;
  }

  test('is not let in by one event', async () => {
    const url = await serve(shopWithBatches());
    const sent = Array(20).fill({ eventId: await newId() });
    const statuses = (await (await fetch(`${url}/batch`, json(sent))).json()) as number[];
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  test('can use the event of the whole request once', async () => {
    const url = await serve(shopWithBatches(true));
    const headers = { 'x-fingerprint-event-id': await newId() };
    const sent = json(Array(20).fill({}));
    const batch = { ...sent, headers: { ...sent.headers, ...headers } };
    const statuses = (await (await fetch(`${url}/batch`, batch)).json()) as number[];
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  test('is let in by an event for each', async () => {
    const url = await serve(shopWithBatches());
    const sent = [{ eventId: await newId() }, { eventId: await newId() }, { eventId: await newId() }];
    expect(await (await fetch(`${url}/batch`, json(sent))).json()).toEqual([200, 200, 200]);
  });
});

describe('a request that a guarded handler makes of the application', () => {
  function shopWithInner() {
    const app = new Hono().use(requireFingerprint(shop.guard()));
    app.get('/inner', (c) => c.json(c.get('fingerprint')?.signals.eventId));
    app.get('/outer', async (c) => {
      const named = c.req.query('inner');
      const headers = named ? { 'x-fingerprint-event-id': named } : {};
      const inner = await app.request('/inner', { headers }, c.env);
      return c.json({
        outer: c.get('fingerprint')?.signals.eventId,
        status: inner.status,
        inner: await inner.json(),
      });
    });
    return app;
  }
  const ask = async (outer: string, inner: string) => {
    const headers = { 'x-fingerprint-event-id': outer };
    const answer = await fetch(`${await serve(shopWithInner())}/outer?inner=${inner}`, { headers });
    return (await answer.json()) as { outer: string; status: number; inner: unknown };
  };

  test('is judged by the event that it carries itself, which is consumed', async () => {
    const [outer, inner] = [await newId(), await newId()];
    expect(await ask(outer, inner)).toEqual({ outer, status: 200, inner });
    expect(shop.emulator.requests()).toHaveLength(2);
  });

  test('is blocked by that event', async () => {
    const { eventId } = await shop.emulator.createEvent('bad-bot');
    expect(await ask(await newId(), eventId)).toMatchObject({ status: 403 });
    expect(await ask(await newId(), 'not an id')).toMatchObject({ status: 403 });
  });

  test('has the event around it if it names none, or the same', async () => {
    for (const inner of ['', await newId()]) {
      const outer = inner || (await newId());
      expect(await ask(outer, inner)).toEqual({ outer, status: 200, inner: outer });
    }
  });
});

test('what a handler starts and leaves running asks for an event of its own', async () => {
  const later: Promise<number>[] = [];
  let answered = () => {};
  const isAnswered = new Promise<void>((resolve) => {
    answered = resolve;
  });
  const app = new Hono();
  app.get('/login', requireFingerprint(shop.guard()), (c) => {
    later.push(isAnswered.then(async () => (await app.request('/login', {}, c.env)).status));
    return c.json('handled');
  });
  const headers = { 'x-fingerprint-event-id': await newId() };
  expect((await fetch(`${await serve(app)}/login`, { headers })).status).toBe(200);
  answered();
  expect(await Promise.all(later)).toEqual([403]);
});

test("a response of undici's own is one", async () => {
  const onBlocked = () =>
    new UndiciResponse('<p>Once more</p>', { status: 401, headers: { 'content-type': 'text/html' } });
  const app = new Hono();
  app.get('/', requireFingerprint(shop.guard(), undefined, { onBlocked }), (c) => c.text('handled'));
  const response = await fetch(await serve(app));
  expect(response.status).toBe(401);
  expect(response.headers.get('content-type')).toBe('text/html');
  expect(await response.text()).toBe('<p>Once more</p>');
});

test.each([
  ['a length', 'content-length: 100', '{"eventId":'],
  ['chunks', 'transfer-encoding: chunked', 'b\r\n{"eventId":\r\n'],
])('an upload of %s that breaks off names no event, and is no error', async (_what, header, beginning) => {
  const decided = new Promise<Decision>((onDecision) => {
    const errors: unknown[] = [];
    const app = new Hono().onError((error, c) => {
      errors.push(error);
      return c.text('Internal Server Error', 500);
    });
    const onDecisionOnce = (decision: Decision) => {
      expect(errors).toEqual([]);
      onDecision(decision);
    };
    app.post('/login', requireFingerprint(shop.guard({ onDecision: onDecisionOnce })), (c) => c.json({}));
    void breakOff(app);
  });
  async function breakOff(app: Hono) {
    const { port } = new URL(await serve(app));
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST /login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${header}\r\n\r\n${beginning}`,
      () => setImmediate(() => socket.destroy()),
    );
  }
  const { signals } = await decided;
  expect(signals).toMatchObject({ reference: 'missing', clientGone: true });
});
