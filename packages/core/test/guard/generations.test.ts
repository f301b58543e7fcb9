import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { IncomingRequest } from '../../src/index.js';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';
import { useUpstream } from '../support/upstream.js';

const scene = useEmulator();
const upstream = useUpstream();

describe.each(['header', 'query'] as const)('a guard over v3, its key in the %s', (auth) => {
  test('judges as one over v4 does', async () => {
    const { guard, warnings } = scene.guard({ apiVersion: 'v3', auth });
    const honest = await scene.emulator.createEvent('honest');
    expect(await guard.check(requestFor(honest.eventId))).toMatchObject({
      action: 'allow',
      source: 'api',
      signals: { eventId: honest.eventId, visitorId: honest.visitorId, lookup: 'found', reused: false },
      event: { generation: 'v3' },
    });
    const again = await guard.check(requestFor(honest.eventId));
    expect(again).toMatchObject({ action: 'deny', source: 'cache' });
    expect(rulesOf(again)).toEqual(['reused-event']);
    const bot = await scene.emulator.createEvent('bad-bot');
    expect(rulesOf(await guard.check(requestFor(bot.eventId)))).toEqual(['bad-bot']);
    expect(rulesOf(await guard.check(requestFor(`${Date.now() - 5000}.unknown`)))).toEqual(['unknown-event']);
    expect(warnings).toEqual([]);
  });

  test('names the reason of a refusal, without its key', async () => {
    const { guard, warnings } = scene.guard({ apiVersion: 'v3', auth, apiKey: 'wrong-key' });
    const decision = await guard.check(requestFor(`${Date.now()}.abc`));
    expect(decision).toMatchObject({
      failedOpen: true,
      signals: { lookup: 'refused', lookupCause: 'key', lookupErrorCode: 'TokenNotFound' },
    });
    expect(inspect([guard, decision, warnings], { depth: 20, showHidden: true })).not.toContain('wrong-key');
  });
});

test('a product of v3 that failed is a missing signal', async () => {
  const timestamp = Date.now();
  const products = {
    identification: { data: { requestId: 'an-event', timestamp } },
    botd: { error: { code: 'Failed', message: 'internal server error' } },
  };
  const { url } = await upstream.answering({ body: { products } });
  const { guard } = scene.guard({ apiVersion: 'v3', baseUrl: url });
  expect(await guard.check(requestFor('an-event'))).toMatchObject({
    action: 'challenge',
    reasons: [{ rule: 'missing-signals' }],
    signals: { missingSignals: ['botd'] },
  });
});

/** A request that names its visitor. */
const requestOf = (visitorId: unknown, more: Partial<IncomingRequest> = {}) =>
  requestFor(undefined, { body: { visitorId }, ...more });

describe.each(['header', 'query'] as const)('a guard over 2019, its key in the %s', (auth) => {
  const apiVersion = '2019';

  test('judges the newest visit of the visitor, once', async () => {
    const { guard } = scene.guard({ apiVersion, auth });
    const { visitorId } = await scene.emulator.createEvent('stale');
    const visit = (timestamp: number) =>
      scene.emulator.createEvent('honest', { timestamp, identification: { visitor_id: visitorId } });
    expect(rulesOf(await guard.check(requestOf(visitorId)))).toEqual(['stale-event']);
    const now = Date.now();
    await visit(now - 2000);
    const first = await guard.check(requestOf(visitorId));
    expect(first).toMatchObject({
      action: 'allow',
      source: 'api',
      event: { generation: '2019' },
      signals: {
        visitorId,
        eventId: `${visitorId}.${now - 2000}`,
        botProbability: 0,
        bot: undefined,
        reused: false,
      },
    });
    const again = await guard.check(requestOf(visitorId));
    expect(rulesOf(again)).toEqual(['reused-event']);
    expect(again.source).toBe('api');
    await visit(now - 1000);
    expect((await guard.check(requestOf(visitorId))).action).toBe('allow');
  });

  test('blocks the visit of a bot', async () => {
    const { guard } = scene.guard({ apiVersion, auth });
    const { visitorId } = await scene.emulator.createEvent('bad-bot');
    expect(rulesOf(await guard.check(requestOf(visitorId)))).toEqual(['bot-probability']);
  });
});

describe('a guard over 2019', () => {
  const apiVersion = '2019';
  const VISITOR = 'Ab3dEf5hIj7lMn9pQr1t';
  const visit = (ms: number) => ({
    time: new Date(ms).toISOString(),
    ip: '203.0.113.7',
    url: 'https://shop.example/',
  });

  test('finds the visitor where clients put it', async () => {
    const { guard } = scene.guard({ apiVersion, policy: { rules: { 'reused-event': 'off' } } });
    const { visitorId, eventId } = await scene.emulator.createEvent();
    const none = { body: undefined };
    const requests: IncomingRequest[] = [
      requestOf(undefined, { ...none, headers: { 'x-fingerprint-visitor-id': visitorId } }),
      requestOf(visitorId),
      requestOf(undefined, { body: { visitor_id: visitorId } }),
      requestOf(undefined, { ...none, url: `/?visitorId=${visitorId}` }),
      requestOf(undefined, { ...none, query: { visitor_id: visitorId } }),
    ];
    for (const request of requests) expect((await guard.check(request)).signals.visitorId).toBe(visitorId);
    expect(rulesOf(await guard.check(requestFor(eventId)))).toEqual(['missing-event']);
    expect(rulesOf(await guard.check(requestOf([visitorId])))).toEqual(['malformed-event']);
    const own = scene.guard({ apiVersion, eventFrom: { header: 'x-who' } });
    const decision = await own.guard.check(requestOf('other', { headers: { 'x-who': visitorId } }));
    expect(decision.signals.visitorId).toBe(visitorId);
  });

  test('knows no event of an unknown visitor, nor of one without visits', async () => {
    const lag = { retryForMs: 0 };
    const unknown = scene.guard({ apiVersion, lag });
    expect(rulesOf(await unknown.guard.check(requestOf(VISITOR)))).toEqual(['unknown-event']);
    const { url, requests } = await upstream.answering({ body: { visitorId: VISITOR, visits: [] } });
    const { guard } = scene.guard({ apiVersion, lag, baseUrl: url });
    const decision = await guard.check(requestOf(VISITOR));
    expect(rulesOf(decision)).toEqual(['unknown-event']);
    expect(requests.map(({ target }) => target)).toEqual([`/visitors/${VISITOR}?limit=1`]);
  });

  test('takes the newest by time, whatever the order', async () => {
    const now = Date.now();
    const visits = [
      visit(now - 5000),
      visit(now - 1000),
      { ...visit(0), time: 'yesterday' },
      visit(now - 9000),
    ];
    const { url } = await upstream.answering({ body: { visitorId: VISITOR, visits } });
    const { guard } = scene.guard({ apiVersion, baseUrl: url });
    expect((await guard.check(requestOf(VISITOR))).signals.eventId).toBe(`${VISITOR}.${now - 1000}`);
  });

  test.each<[string, object, string]>([
    ['of another visitor', { visitorId: 'other', visits: [visit(Date.now())] }, 'unknown-event'],
    ['without a time', { visitorId: VISITOR, visits: [{ ip: '203.0.113.7' }] }, 'missing-signals'],
  ])('does not trust visits %s', async (_what, body, rule) => {
    const { url } = await upstream.answering({ body });
    const { guard } = scene.guard({ apiVersion, baseUrl: url, lag: { retryForMs: 0 } });
    expect(rulesOf(await guard.check(requestOf(VISITOR)))).toEqual([rule]);
  });

  test('does not trust visits that are not valid', async () => {
    const { url } = await upstream.answering({ body: { visitorId: VISITOR } });
    const { guard } = scene.guard({ apiVersion, baseUrl: url });
    const { signals } = await guard.check(requestOf(VISITOR));
    expect(signals).toMatchObject({ lookup: 'unavailable', lookupCause: 'bad-response' });
  });

  test('lets each of two visits in one second in once', async () => {
    const second = Math.floor(Date.now() / 1000) * 1000;
    const time = new Date(second).toISOString();
    let ms = 100;
    const url = await upstream.listen((_request, response) => {
      const newest = { ...visit(second), time, timestamp: second + ms };
      response.end(JSON.stringify({ visitorId: VISITOR, visits: [newest] }));
    });
    const { guard } = scene.guard({ apiVersion, baseUrl: url });
    expect((await guard.check(requestOf(VISITOR))).action).toBe('allow');
    expect(rulesOf(await guard.check(requestOf(VISITOR)))).toEqual(['reused-event']);
    ms += 100;
    expect((await guard.check(requestOf(VISITOR))).action).toBe('allow');
  });

  test('consumes nothing while the API is down: the visit is unknown', async () => {
    const { visitorId } = await scene.emulator.createEvent();
    const { guard } = scene.guard({ apiVersion, lag: { retryForMs: 0 } });
    scene.emulator.setFault({ kind: 'status', status: 500 });
    for (let times = 0; times < 2; times++) {
      expect(await guard.check(requestOf(visitorId))).toMatchObject({
        failedOpen: true,
        signals: { lookup: 'unavailable', reused: undefined, replayStore: undefined },
      });
    }
    scene.emulator.clearFaults();
    expect((await guard.check(requestOf(visitorId))).action).toBe('allow');
  });

  test('lets a visit in once, however many requests use it at a time', async () => {
    const { guard } = scene.guard({ apiVersion });
    const { visitorId } = await scene.emulator.createEvent();
    const decisions = await Promise.all(Array.from({ length: 50 }, () => guard.check(requestOf(visitorId))));
    expect(decisions.filter(({ action }) => action === 'allow')).toHaveLength(1);
  });

  test('puts nothing in a cache, and reads nothing from one', async () => {
    const used: string[] = [];
    const cache = {
      get: () => void used.push('get'),
      set: () => void used.push('set'),
      delete: () => void used.push('delete'),
    };
    const { guard } = scene.guard({ apiVersion, cache });
    const { visitorId } = await scene.emulator.createEvent();
    expect((await guard.check(requestOf(visitorId))).action).toBe('allow');
    expect(used).toEqual([]);
  });
});
