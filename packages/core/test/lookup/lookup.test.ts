import type { RequestListener } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { createFingerprintGuard, type EventCache } from '../../src/index.js';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';
import { useUpstream } from '../support/upstream.js';

const scene = useEmulator();
const { listen } = useUpstream();
/** Of an event past the lag, and not yet stale. */
const ID = `${Date.now() - 5000}.NLOjmg`;

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
const apiError = (code: string) => JSON.stringify({ error: { code, message: 'whatever' } });

test('a name that is not found says so', async () => {
  const { guard } = scene.guard({ baseUrl: 'http://nothing.invalid' });
  const { error, signals } = await guard.check(requestFor(ID));
  expect(signals).toMatchObject({ lookup: 'unavailable', lookupCause: 'network' });
  expect(error?.cause).toMatchObject({ code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) });
});

describe('what consumes an ID', () => {
  test('a check that fails open consumes it; one that is blocked does not', async () => {
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
  test('is below the base URL, and never changed by an ID', async () => {
    const paths: (string | undefined)[] = [];
    const url = await listen((request, response) => {
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
  test('that fails or hangs is skipped', async () => {
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

  test('is not trusted if it returns another event', async () => {
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
