import { listen } from '@fingerprint-guard/testing';
import { describe, expect, test } from '@jest/globals';
import connect from 'connect';
import express, { type Request, type RequestHandler } from 'express';
import { eachTest } from '../../../test/support/shop.js';
import { fingerprint, requireFingerprint } from '../src/index.js';

const shop = eachTest();

async function ask(app: Parameters<typeof listen>[0], path: string, init: RequestInit = {}) {
  const { url, close } = await listen(app);
  shop.endings.push(close);
  return fetch(url + path, init);
}

const withId = (id: string) => ({ headers: { 'x-fingerprint-event-id': id } });

describe('on a framework that only runs middleware', () => {
  function app() {
    const guard = shop.guard();
    const all = [fingerprint(guard), requireFingerprint()] as unknown as connect.NextHandleFunction[];
    const app = connect();
    for (const middleware of all) app.use('/shop', middleware);
    return app.use('/shop', (req, res) => {
      const { eventId, clientIp } = (req as Request).fingerprint?.signals ?? {};
      res.end(JSON.stringify({ eventId, clientIp }));
    });
  }

  test('an honest visit passes, by header and by query, with the address of its connection', async () => {
    for (const inQuery of [true, false]) {
      const { eventId } = await shop.emulator.createEvent();
      const headers = { 'x-forwarded-for': '198.51.100.66', ...(inQuery ? {} : withId(eventId).headers) };
      const response = await ask(app(), inQuery ? `/shop?eventId=${eventId}` : '/shop', { headers });
      expect(await response.json()).toEqual({ eventId, clientIp: '127.0.0.1' });
    }
  });

  test('a request without an event is blocked, with problem details', async () => {
    const response = await ask(app(), '/shop');
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });
});

describe('a query that Express does not parse into an object', () => {
  const parsers: [string, unknown][] = [
    ['no parser', false],
    ['URLSearchParams', (query: string) => new URLSearchParams(query)],
    ['the simple one', 'simple'],
    ['the extended one', 'extended'],
  ];
  test.each(parsers)('names the event all the same: %s', async (_which, parser) => {
    const app = express().set('query parser', parser);
    const handler: RequestHandler = (req, res) => void res.json(req.fingerprint?.signals.eventId);
    app.get('/', requireFingerprint(shop.guard()), handler);
    const { eventId } = await shop.emulator.createEvent();
    expect(await (await ask(app, `/?eventId=${eventId}`)).json()).toBe(eventId);
    expect((await ask(app, '/?other=1')).status).toBe(403);
  });
});
