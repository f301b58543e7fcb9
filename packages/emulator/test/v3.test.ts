import { describe, expect, test } from '@jest/globals';
import type { Emulator } from '../src/index.js';
import { type AnyEvent, ask, askV3, start } from './client.js';
import { v3ErrorSchema, visitsErrorSchema } from './error-schemas.js';
import { expectValid } from './valid.js';

const NOW = 1_750_000_000_000;
const DAY_MS = 86_400_000;

async function errorOf(response: Response): Promise<[status: number, code: string, message: string]> {
  const body = (await response.json()) as AnyEvent;
  expectValid(v3ErrorSchema, body);
  return [response.status, body.error.code, body.error.message];
}

async function plainErrorOf(response: Response): Promise<[status: number, message: string]> {
  const body = (await response.json()) as AnyEvent;
  expectValid(visitsErrorSchema, body);
  return [response.status, body.error];
}

describe('the key', () => {
  test.each([
    ['no key', {}, '', 'TokenRequired'],
    ['an empty header', { 'auth-api-key': ' ' }, '', 'TokenRequired'],
    ['the header of v4', { authorization: 'Bearer secret' }, '', 'TokenRequired'],
    ['the header of 2019', { 'auth-token': 'secret' }, '', 'TokenRequired'],
    ['an empty parameter', {}, '?api_key=', 'TokenRequired'],
    ['another key', { 'auth-api-key': 'Secret' }, '', 'TokenNotFound'],
    ['another key as parameter', {}, '?api_key=secrets', 'TokenNotFound'],
    ['a wrong header before a right parameter', { 'auth-api-key': 'x' }, '?api_key=secret', 'TokenNotFound'],
    ['a right header before a wrong parameter', { 'auth-api-key': 'secret' }, '?api_key=x', undefined],
    ['an empty header and a right parameter', { 'auth-api-key': '' }, '?api_key=secret', undefined],
  ])('%s', async (_, headers, query, code) => {
    const emulator = await start({ secretApiKey: 'secret' });
    const { eventId } = await emulator.createEvent();
    const response = await askV3(emulator, `/events/${eventId}${query}`, { headers });
    if (code === undefined) expect(response.status).toBe(200);
    else expect((await errorOf(response)).slice(0, 2)).toEqual([403, code]);
  });

  test('is checked before anything else, and kept in the log as it came', async () => {
    const emulator = await start();
    for (const [method, path] of [
      ['GET', '/events/search'],
      ['PUT', '/events/a'],
      ['DELETE', '/visitors/a'],
      ['GET', '/related-visitors'],
    ] as const) {
      const response = await askV3(emulator, `${path}?api_key=wrong`, { method, headers: {} });
      expect((await errorOf(response)).slice(0, 2)).toEqual([403, 'TokenNotFound']);
    }
    expect(emulator.requests()[0]?.path).toBe('/events/search?api_key=wrong');
  });
});

describe('an event', () => {
  test.each(['1700000000000.abcdef', '%20', 'a%2Fb', '%', `${'a'.repeat(300)}`])(
    'of id %s is 404',
    async (id) => {
      expect(await errorOf(await askV3(await start(), `/events/${id}`))).toEqual([
        404,
        'RequestNotFound',
        'request id is not found',
      ]);
    },
  );

  test('is not there while it lags', async () => {
    const emulator = await start({ now: () => NOW });
    const { eventId, visitorId } = await emulator.createEvent();
    emulator.setFault({ kind: 'lag', ms: 1000 });
    expect((await errorOf(await askV3(emulator, `/events/${eventId}`)))[0]).toBe(404);
    expect((await plainErrorOf(await askV3(emulator, `/visitors/${visitorId}`)))[0]).toBe(404);
    const found = (await (await askV3(emulator, '/events/search?limit=1')).json()) as AnyEvent;
    expect(found).toEqual({ events: [] });
  });
});

describe('the visits of a visitor', () => {
  async function withVisits(
    times: readonly number[],
  ): Promise<{ emulator: Emulator; ids: string[]; path: string }> {
    const emulator = await start({ now: () => NOW });
    const ids: string[] = [];
    let path = '';
    for (const timestamp of times) {
      const linked_id = ids.length % 2 === 0 ? 'even' : 'odd';
      const created = await emulator.createEvent('honest', { timestamp, linked_id });
      ids.push(created.eventId);
      path = `/visitors/${created.visitorId}`;
    }
    await emulator.createEvent('bad-bot');
    return { emulator, ids, path };
  }

  async function pageOf(emulator: Emulator, path: string): Promise<AnyEvent> {
    const response = await askV3(emulator, path);
    expect(response.status).toBe(200);
    const { visits, visitorId: _, ...page } = (await response.json()) as AnyEvent;
    return { ids: visits.map(({ requestId }: AnyEvent) => requestId), ...page };
  }

  test('come newest first, one at a time, those of one time too', async () => {
    const { emulator, ids, path } = await withVisits([NOW - 5, NOW - 5, NOW - 40 * DAY_MS]);
    const [a, b, c] = ids;
    for (const query of ['', '?limit=1', '?limit=500'])
      expect(await pageOf(emulator, `${path}${query}`)).toEqual({
        ids: [b],
        paginationKey: b,
        lastTimestamp: NOW - 5,
      });
    expect((await pageOf(emulator, `${path}?paginationKey=${b}`)).ids).toEqual([a]);
    expect(await pageOf(emulator, `${path}?paginationKey=${a}`)).toEqual({ ids: [c] });
    expect(await pageOf(emulator, `${path}?before=${NOW - 5}`)).toEqual({ ids: [c] });
    expect((await pageOf(emulator, `${path}?limit=0`)).ids).toEqual([]);
  });

  test('are all in a search', async () => {
    const { emulator, path } = await withVisits([NOW - 3, NOW - 2, NOW - 1]);
    const found = await askV3(emulator, `/events/search?limit=10&visitor_id=${path.split('/').at(-1)}`);
    expect(((await found.json()) as AnyEvent).events).toHaveLength(3);
  });

  test('are scanned first and filtered then', async () => {
    const { emulator, ids, path } = await withVisits([NOW - 3, NOW - 2, NOW - 1]);
    const [, b, c] = ids;
    expect((await pageOf(emulator, `${path}?linked_id=even`)).ids).toEqual([c]);
    expect(await pageOf(emulator, `${path}?linked_id=odd`)).toMatchObject({ ids: [], paginationKey: c });
    expect((await pageOf(emulator, `${path}?request_id=${b}&paginationKey=${c}`)).ids).toEqual([b]);
    expect((await pageOf(emulator, `${path}?request_id=unknown`)).ids).toEqual([]);
  });

  test.each([
    ['limit=501', 'invalid limit'],
    ['limit=-1', 'invalid limit'],
    ['limit=a', 'invalid limit'],
    ['before=soon', 'invalid before'],
    ['paginationKey=unknown', 'invalid pagination key'],
    ['pagination_key=a', 'unknown query parameter "pagination_key"'],
    ['limit=1&limit=2', 'limit is given more than once'],
  ])('refuse %s', async (query, message) => {
    const { emulator, path } = await withVisits([NOW]);
    expect(await plainErrorOf(await askV3(emulator, `${path}?${query}`))).toEqual([400, message]);
  });

  test('are a plain error otherwise', async () => {
    const emulator = await start();
    expect(await plainErrorOf(await askV3(emulator, '/visitors/unknown'))).toEqual([
      404,
      'visitor not found',
    ]);
    expect(await plainErrorOf(await askV3(emulator, '/visitors/%3Cb%3E'))).toEqual([
      400,
      'invalid visitor id',
    ]);
    const missing = await askV3(emulator, '/visitors/a', { headers: {} });
    expect(await plainErrorOf(missing)).toEqual([403, 'secret key is required']);
  });
});

describe('related visitors', () => {
  test('share a high recall ID', async () => {
    const emulator = await start();
    const { visitorId } = await emulator.createEvent();
    await emulator.createEvent('honest', { identification: { visitor_id: 'the-app' } });
    await emulator.createEvent('bad-bot');
    const related = await askV3(emulator, '/related-visitors?visitor_id=the-app');
    expect(await related.json()).toEqual({ relatedVisitors: [{ visitorId }] });
    const phone = await emulator.createEvent('rooted-phone');
    const none = await askV3(emulator, `/related-visitors?visitor_id=${phone.visitorId}`);
    expect(await none.json()).toEqual({ relatedVisitors: [] });
  });

  test.each([
    ['', 400, 'RequestCannotBeParsed', 'visitor id is required'],
    ['?visitor_id=', 400, 'RequestCannotBeParsed', 'visitor id is required'],
    ['?visitor_id=%20', 400, 'RequestCannotBeParsed', 'invalid visitor id'],
    ['?visitor_id=unknown', 404, 'VisitorNotFound', 'visitor not found'],
  ])('%j is an error', async (query, ...expected) => {
    expect(await errorOf(await askV3(await start(), `/related-visitors${query}`))).toEqual(expected);
  });
});

describe('the 2019 generation', () => {
  const ask2019 = (emulator: Emulator, path: string, headers?: HeadersInit) =>
    ask(emulator, path, { headers: headers ?? { 'auth-token': emulator.secretApiKey } });

  test('is told by the name of the key', async () => {
    const emulator = await start({ secretApiKey: 'secret' });
    const { visitorId } = await emulator.createEvent('bad-bot');
    const visitOf = async (query: string, headers: HeadersInit) => {
      const response = await ask2019(emulator, `/visitors/${visitorId}${query}`, headers);
      return ((await response.json()) as AnyEvent).visits[0];
    };
    for (const visit of [await visitOf('', { 'auth-token': 'secret' }), await visitOf('?token=secret', {})]) {
      expect(visit.browserDetails.botProbability).toBe(1);
      expect(visit).not.toHaveProperty('requestId');
    }
    for (const visit of [
      await visitOf('', { 'auth-api-key': 'secret' }),
      await visitOf('?api_key=secret', {}),
      await visitOf('?api_key=secret', { 'auth-token': 'secret' }),
    ]) {
      expect(visit.browserDetails).not.toHaveProperty('botProbability');
      expect(visit.requestId).toMatch(/^\d{13}\./);
    }
  });

  test('lists the visits of ten days, and knows older visitors', async () => {
    const emulator = await start({ now: () => NOW });
    const old = await emulator.createEvent('honest', { timestamp: NOW - 10 * DAY_MS - 1 });
    const visits = async (query = '') =>
      ((await (await ask2019(emulator, `/visitors/${old.visitorId}${query}`)).json()) as AnyEvent).visits;
    expect(await visits()).toEqual([]);
    await emulator.createEvent('honest', { timestamp: NOW - 10 * DAY_MS, linked_id: 'a' });
    await emulator.createEvent('honest', { timestamp: NOW, linked_id: 'b' });
    const linkedIds = async (query?: string) =>
      (await visits(query)).map(({ linkedId }: AnyEvent) => linkedId);
    expect(await linkedIds()).toEqual(['b', 'a']);
    expect(await linkedIds('?limit=1')).toEqual(['b']);
  });

  test('knows no unknown visitor, and says so without an error', async () => {
    const response = await ask2019(await start(), '/visitors/unknown');
    expect([response.status, await response.json()]).toEqual([404, { visitorId: 'unknown' }]);
  });

  test('refuses', async () => {
    const emulator = await start({ rateLimit: { perSecond: 1, burst: 1 }, now: () => NOW });
    const wrong = await ask2019(emulator, '/visitors/a', { 'auth-token': 'wrong' });
    expect(await plainErrorOf(wrong)).toEqual([403, 'secret key is not found']);
    expect((await ask2019(emulator, '/visitors/a')).status).toBe(404);
    const limited = await ask2019(emulator, '/visitors/a');
    expect(limited.headers.get('retry-after')).toBe('1');
    expect(await plainErrorOf(limited)).toEqual([429, 'too many requests']);
    expect((await ask2019(await start(), '/visitors/a?limit=x')).status).toBe(400);
    expect((await ask2019(await start(), '/events/a')).status).toBe(403);
  });
});
