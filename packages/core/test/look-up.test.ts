import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createFingerprintGuard, type Decision, type EventCache, FingerprintError } from '../src/index.js';
import { requestFor, rulesOf, useEmulator } from './support/scene.js';

const scene = useEmulator();
const ID = '1708102555327.NLOjmg';
const DEADLINE_MS = 300;

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** An upstream that answers as told. */
async function upstream(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
const apiError = (code: string) => JSON.stringify({ error: { code, message: 'whatever' } });
const event = (fields: object) => JSON.stringify({ event_id: ID, timestamp: Date.now(), ...fields });

/** What `recommended` and `strict` make of one upstream. */
async function decisions(baseUrl: string): Promise<[recommended: Decision, strict: Decision]> {
  const { guard } = scene.guard({ baseUrl, deadlineMs: DEADLINE_MS });
  const started = performance.now();
  const both = await Promise.all([
    guard.check(requestFor(ID)),
    guard.check(requestFor(ID), { extends: 'strict' }),
  ]);
  expect(performance.now() - started).toBeLessThan(DEADLINE_MS + 250);
  return both;
}

describe('each failure has its own outcome', () => {
  const unavailable = ['unavailable', 'api-unavailable'] as const;
  const refused = ['refused', 'api-refused'] as const;
  type Row = [
    what: string,
    listener: RequestListener,
    outcome: readonly [string, string],
    cause: string,
    code: string,
    status: number | undefined,
  ];
  test.each<Row>([
    ['a server error', answer(500, apiError('failed')), unavailable, 'status', 'ERR_FP_API_STATUS', 500],
    ['a proxy in the way', answer(502, '<html>Bad Gateway'), unavailable, 'status', 'ERR_FP_API_STATUS', 502],
    [
      'a redirect',
      answer(302, '', { location: '/elsewhere' }),
      unavailable,
      'status',
      'ERR_FP_API_STATUS',
      302,
    ],
    [
      'a request that was read too slowly',
      answer(400, apiError('request_read_timeout')),
      unavailable,
      'status',
      'ERR_FP_API_STATUS',
      400,
    ],
    [
      'an answer that is not JSON',
      answer(200, '<html>'),
      unavailable,
      'bad-response',
      'ERR_FP_BAD_RESPONSE',
      200,
    ],
    ['an empty answer', answer(200, ''), unavailable, 'bad-response', 'ERR_FP_BAD_RESPONSE', 200],
    [
      'an answer that is no event',
      answer(200, '[]'),
      unavailable,
      'bad-response',
      'ERR_FP_BAD_RESPONSE',
      200,
    ],
    [
      'the event of another id',
      answer(200, event({ event_id: 'other' })),
      unavailable,
      'bad-response',
      'ERR_FP_BAD_RESPONSE',
      200,
    ],
    [
      'an event without a time',
      answer(200, event({ timestamp: null })),
      unavailable,
      'bad-response',
      'ERR_FP_BAD_RESPONSE',
      200,
    ],
    [
      'an answer without end',
      answer(200, 'x'.repeat(5 * 1024 * 1024)),
      unavailable,
      'network',
      'ERR_FP_NETWORK',
      undefined,
    ],
    [
      'an answer broken off',
      (_q, r) => {
        r.writeHead(200, { 'content-length': '100' }).write('{');
        setImmediate(() => r.destroy());
      },
      unavailable,
      'network',
      'ERR_FP_NETWORK',
      undefined,
    ],
    [
      'a connection reset',
      (q) => {
        (q.socket as Socket).resetAndDestroy();
      },
      unavailable,
      'network',
      'ERR_FP_NETWORK',
      undefined,
    ],
    ['silence', () => {}, unavailable, 'timeout', 'ERR_FP_TIMEOUT', undefined],
    [
      'a body that stalls',
      (_q, r) => {
        r.writeHead(200).write('{');
      },
      unavailable,
      'timeout',
      'ERR_FP_TIMEOUT',
      undefined,
    ],
    ['a wrong key', answer(403, apiError('secret_api_key_not_found')), refused, 'key', 'ERR_FP_API_KEY', 403],
    ['a refusal of tomorrow', answer(403, apiError('something_new')), refused, 'key', 'ERR_FP_API_KEY', 403],
    ['a wrong region', answer(403, apiError('wrong_region')), refused, 'region', 'ERR_FP_API_REGION', 403],
    [
      'a subscription that ended',
      answer(403, apiError('subscription_not_active')),
      refused,
      'subscription',
      'ERR_FP_API_SUBSCRIPTION',
      403,
    ],
    [
      'a feature not bought',
      answer(403, apiError('feature_not_enabled')),
      refused,
      'subscription',
      'ERR_FP_API_SUBSCRIPTION',
      403,
    ],
  ])('%s', async (_what, listener, [lookup, rule], cause, code, status) => {
    const [recommended, strict] = await decisions(await upstream(listener));
    expect(recommended).toMatchObject({
      action: 'allow',
      failedOpen: true,
      source: 'none',
      signals: { lookup, lookupCause: cause },
      observed: [{ rule }],
    });
    expect(recommended.signals.lookupStatus).toBe(status);
    expect(recommended.error).toBeInstanceOf(FingerprintError);
    expect(recommended.error).toMatchObject({ code });
    expect(strict).toMatchObject({ action: 'deny', blocked: true, failedOpen: false });
    expect(rulesOf(strict)).toEqual([rule]);
  });

  test('a connection refused, and a name that is not found', async () => {
    const closed = await upstream(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    for (const url of [closed, 'http://nothing.invalid']) {
      const [recommended] = await decisions(url);
      expect(recommended.signals).toMatchObject({ lookup: 'unavailable', lookupCause: 'network' });
      expect(recommended.error?.cause).toMatchObject({
        code: expect.stringMatching(/ECONNREFUSED|ENOTFOUND|EAI_AGAIN/),
      });
    }
  });

  test('429 challenges, and keeps how long to wait', async () => {
    const url = await upstream(answer(429, apiError('too_many_requests'), { 'retry-after': '7' }));
    const [recommended, strict] = await decisions(url);
    expect(recommended).toMatchObject({
      action: 'challenge',
      failedOpen: false,
      signals: { lookup: 'unavailable', lookupCause: 'rate-limited', lookupStatus: 429, retryAfterMs: 7000 },
    });
    expect(rulesOf(strict)).toEqual(['over-budget']);
  });

  test("what the client sent is the client's: 404 and 400 are denied everywhere", async () => {
    const unknown = await decisions(await upstream(answer(404, apiError('event_not_found'))));
    for (const decision of unknown) {
      expect(decision).toMatchObject({ action: 'deny', signals: { lookup: 'unknown' } });
      expect(rulesOf(decision)).toEqual(['unknown-event']);
    }
    const malformed = await decisions(await upstream(answer(400, apiError('request_cannot_be_parsed'))));
    for (const decision of malformed) expect(rulesOf(decision)).toEqual(['malformed-event']);
  });
});

describe('what an id is used up by', () => {
  test('a check that fails open uses it up; one that is stopped does not', async () => {
    const { guard } = scene.guard({ cache: false });
    const { eventId } = await scene.emulator.createEvent();
    scene.emulator.setFault({ kind: 'status', status: 500 });
    expect((await guard.check(requestFor(eventId), { extends: 'strict' })).action).toBe('deny');
    const open = await guard.check(requestFor(eventId));
    expect(open).toMatchObject({ action: 'allow', failedOpen: true, signals: { reused: false } });
    expect(rulesOf(await guard.check(requestFor(eventId)))).toEqual(['reused-event']);
    scene.emulator.clearFaults();
    expect(rulesOf(await guard.check(requestFor(eventId)))).toEqual(['reused-event']);
  });
});

describe('the path that is asked for', () => {
  test('is below the base URL, and never changed by an id', async () => {
    const paths: (string | undefined)[] = [];
    const url = await upstream((request, response) => {
      paths.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      answer(404, apiError('event_not_found'))(request, response);
    });
    const guard = createFingerprintGuard({
      apiKey: 'secret',
      baseUrl: `${url}/proxy/`,
      eventIdPattern: /^.+$/,
      lag: { retryForMs: 0 },
      logger: false,
    });
    for (const id of [ID, 'a/../../b', 'a?x=1#y', '%2e%2e', '..', '.', 'search'])
      await guard.check(requestFor(id));
    await guard.close();
    expect(paths).toEqual([
      `GET /proxy/v4/events/${ID} Bearer secret`,
      'GET /proxy/v4/events/a%2F..%2F..%2Fb Bearer secret',
      'GET /proxy/v4/events/a%3Fx%3D1%23y Bearer secret',
      'GET /proxy/v4/events/%252e%252e Bearer secret',
    ]);
  });
});

describe('an event cache', () => {
  test('that fails or hangs is gone past', async () => {
    const caches: EventCache[] = [
      {
        get: () => Promise.reject(new Error('down')),
        set: () => Promise.reject(new Error('down')),
        delete() {},
      },
      { get: () => new Promise(() => {}), set: () => new Promise(() => {}), delete() {} },
      {
        get() {
          throw new Error('down');
        },
        set() {
          throw new Error('down');
        },
        delete() {},
      },
    ];
    for (const cache of caches) {
      const { guard, warnings } = scene.guard({ cache });
      const { eventId } = await scene.emulator.createEvent();
      expect(await guard.check(requestFor(eventId))).toMatchObject({ action: 'allow', source: 'api' });
      expect(warnings).toEqual([expect.stringContaining('cache')]);
    }
  });

  test('is not believed where it gives another event', async () => {
    const honest = await scene.emulator.createEvent();
    const bot = await scene.emulator.createEvent('bad-bot');
    const { guard } = scene.guard();
    const { event } = await guard.check(requestFor(honest.eventId));
    const mixed = scene.guard({ cache: { get: () => event, set() {}, delete() {} } });
    expect((await mixed.guard.check(requestFor(bot.eventId))).action).toBe('deny');
  });

  test('does not keep an event that is still being completed', async () => {
    const { guard } = scene.guard({ policy: { rules: { 'reused-event': 'off' } } });
    const { eventId } = await scene.emulator.createEvent('partial');
    await guard.check(requestFor(eventId));
    expect((await guard.check(requestFor(eventId))).source).toBe('api');
  });
});
