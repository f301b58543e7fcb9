import { performance } from 'node:perf_hooks';
import { describe, expect, test } from '@jest/globals';
import type { Emulator, Fault } from '../src/index.js';
import { type AnyEvent, ask, askV3, start } from './client.js';

const statusesOf = (emulator: Emulator) => emulator.requests().map(({ status }) => status);

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}

async function withEvent(fault: Fault, now?: () => number): Promise<{ emulator: Emulator; path: string }> {
  const emulator = await start(now && { now });
  const { eventId } = await emulator.createEvent();
  emulator.setFault(fault);
  return { emulator, path: `/v4/events/${eventId}` };
}

describe('status', () => {
  test('strikes before the key is checked, as often as configured', async () => {
    const { emulator, path } = await withEvent({ kind: 'status', status: 429, times: 2, retryAfter: 3 });
    const first = await ask(emulator, path, { headers: {} });
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '3']);
    expect(await codeOf(first)).toBe('too_many_requests');
    expect((await ask(emulator, path)).status).toBe(429);
    expect((await ask(emulator, path)).status).toBe(200);
    expect(statusesOf(emulator)).toEqual([429, 429, 200]);
  });

  test('stays without times, until it is cleared', async () => {
    const { emulator, path } = await withEvent({ kind: 'status', status: 500 });
    for (let i = 0; i < 3; i += 1) {
      const response = await ask(emulator, path);
      expect([response.status, response.headers.has('retry-after')]).toEqual([500, false]);
    }
    emulator.clearFaults();
    expect((await ask(emulator, path)).status).toBe(200);
  });

  test.each<[number, string | undefined, string]>([
    [400, undefined, 'request_cannot_be_parsed'],
    [403, undefined, 'secret_api_key_not_found'],
    [403, 'subscription_not_active', 'subscription_not_active'],
    [403, 'feature_not_enabled', 'feature_not_enabled'],
    [404, undefined, 'event_not_found'],
    [409, undefined, 'state_not_ready'],
    [413, undefined, 'payload_too_large'],
    [500, undefined, 'failed'],
    [503, undefined, 'service_unavailable'],
    [504, undefined, 'failed'],
  ])('%s with code %s has the documented body', async (status, code, expected) => {
    const { emulator, path } = await withEvent({
      kind: 'status',
      status,
      ...(code !== undefined && { code }),
    });
    const response = await ask(emulator, path);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: { code: expected, message: expect.any(String) } });
  });

  test('replaces the fault before it', async () => {
    const { emulator, path } = await withEvent({ kind: 'status', status: 500, times: 5 });
    emulator.setFault({ kind: 'status', status: 409, times: 1 });
    expect((await ask(emulator, path)).status).toBe(409);
    expect((await ask(emulator, path)).status).toBe(200);
  });
});

describe('delay', () => {
  test('answers correctly, though late', async () => {
    const { emulator, path } = await withEvent({ kind: 'delay', ms: 60, times: 1 });
    const begun = performance.now();
    expect((await ask(emulator, path)).status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(55);
  });

  test('is in the log while it lasts, and stays there when the client gives up', async () => {
    const { emulator, path } = await withEvent({ kind: 'delay', ms: 60_000, times: 1 });
    const given = new AbortController();
    const answer = ask(emulator, path, {
      headers: { authorization: `Bearer ${emulator.secretApiKey}` },
      signal: given.signal,
    }).catch((error: Error) => error.name);
    while (emulator.requests().length === 0) await new Promise(setImmediate);
    expect(emulator.requests()).toMatchObject([{ path, status: 0 }]);
    given.abort();
    expect(await answer).toBe('AbortError');
    expect((await ask(emulator, path)).status).toBe(200);
    expect(statusesOf(emulator)).toEqual([0, 200]);
  });
});

describe('the body', () => {
  test('of slow-body is whole, though late', async () => {
    const { emulator, path } = await withEvent({ kind: 'slow-body', ms: 60, times: 1 });
    const begun = performance.now();
    const event = (await (await ask(emulator, path)).json()) as { event_id: string };
    expect(path).toContain(event.event_id);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(55);
  });

  test('of slow-body comes in two parts, the first at once', async () => {
    const { emulator, path } = await withEvent({ kind: 'slow-body', ms: 60_000, times: 1 });
    const reader = (await ask(emulator, path)).body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    await reader?.cancel();
    const whole = await (await ask(emulator, path)).text();
    const first = new TextDecoder().decode(value);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(whole.length);
    expect(whole.startsWith(first)).toBe(true);
  });

  test('of truncate breaks off', async () => {
    const { emulator, path } = await withEvent({ kind: 'truncate', times: 1 });
    const response = await ask(emulator, path);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect((await ask(emulator, path)).status).toBe(200);
    expect(statusesOf(emulator)).toEqual([200, 200]);
  });

  test('of not-json is a page', async () => {
    const { emulator, path } = await withEvent({ kind: 'not-json', times: 1 });
    const response = await ask(emulator, path);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    await expect(response.json()).rejects.toThrow(/not valid JSON/);
  });
});

test('reset breaks the connection without an answer', async () => {
  const { emulator, path } = await withEvent({ kind: 'reset', times: 1 });
  await expect(ask(emulator, path)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect((await ask(emulator, path)).status).toBe(200);
  expect(statusesOf(emulator)).toEqual([0, 200]);
});

describe('lag', () => {
  test('hides an event until it is old enough, however old it says it is', async () => {
    let now = 1_750_000_000_000;
    const emulator = await start({ now: () => now });
    const { eventId } = await emulator.createEvent('stale');
    emulator.setFault({ kind: 'lag', ms: 300 });
    const look = async () => (await ask(emulator, `/v4/events/${eventId}`)).status;
    expect(await look()).toBe(404);
    now += 299;
    expect(await look()).toBe(404);
    now += 1;
    expect(await look()).toBe(200);
    const younger = await emulator.createEvent();
    expect((await ask(emulator, `/v4/events/${younger.eventId}`)).status).toBe(404);
  });

  test('counts the events it hides, and nothing else', async () => {
    const { emulator, path } = await withEvent({ kind: 'lag', ms: 1000, times: 1 }, () => 0);
    await ask(emulator, path, { headers: {} });
    await ask(emulator, '/v4/events/unknown');
    expect(await codeOf(await ask(emulator, path))).toBe('event_not_found');
    expect((await ask(emulator, path)).status).toBe(200);
  });
});

describe('an invalid fault', () => {
  test.each<[unknown, RegExp]>([
    [null, /a fault must be an object/],
    [[], /a fault must be an object/],
    [{}, /unknown fault kind undefined; known kinds: status, delay, slow-body, truncate, /],
    [{ kind: 'constructor' }, /unknown fault kind "constructor"/],
    [{ kind: 'status' }, /needs status/],
    [{ kind: 'status', status: 200 }, /status of a fault must be a whole number from 400 to 599/],
    [{ kind: 'status', status: '500' }, /status of a fault must be/],
    [{ kind: 'status', status: 500, ms: 5 }, /has no ms/],
    [{ kind: 'status', status: 429, retryAfter: 0.5 }, /retryAfter of a fault must be/],
    [{ kind: 'delay' }, /needs ms/],
    [{ kind: 'delay', ms: -1 }, /ms of a fault must be/],
    [{ kind: 'reset', times: 0 }, /times of a fault must be/],
    [{ kind: 'reset', toString: 1 }, /has no toString/],
  ])('%j is refused', async (fault, message) => {
    const emulator = await start();
    expect(() => emulator.setFault(fault as Fault)).toThrow(message);
    expect((await ask(emulator, '/v4/events/a')).status).toBe(404);
  });
});

describe('a fault of one call', () => {
  test('spares the others', async () => {
    const emulator = await start();
    const { eventId } = await emulator.createEvent();
    emulator.setFault({ kind: 'status', status: 429, call: 'search', times: 1 });
    expect((await ask(emulator, `/v4/events/${eventId}`)).status).toBe(200);
    expect((await ask(emulator, '/v4/events')).status).toBe(429);
    expect((await ask(emulator, '/v4/events')).status).toBe(200);
  });

  test.each([
    [{ kind: 'status', status: 429, call: 'lookup' }, 'call of a fault must be one of event, search'],
    [{ kind: 'lag', ms: 1, call: 'event' }, 'a fault of kind lag has no call'],
    [{ kind: 'products' }, 'a fault of kind products needs code'],
    [{ kind: 'products', code: 'Failed', products: 'botd' }, 'products of a fault must be an array of names'],
  ])('has to make sense: %j', async (fault, message) => {
    const emulator = await start();
    expect(() => emulator.setFault(fault as unknown as Fault)).toThrow(message);
  });
});

describe('products that fail inside of a 200', () => {
  test('are those of v3, of an event and of a search; v4 is spared', async () => {
    const emulator = await start();
    const { eventId } = await emulator.createEvent();
    emulator.setFault({ kind: 'products', code: 'TooManyRequests' });
    const error = { code: 'TooManyRequests', message: expect.any(String) };
    const event = await askV3(emulator, `/events/${eventId}`);
    expect(event.status).toBe(200);
    const { products } = (await event.json()) as AnyEvent;
    expect(Object.values(products)).toEqual(Object.keys(products).map(() => ({ error })));
    const { events } = (await (await askV3(emulator, '/events/search?limit=1')).json()) as AnyEvent;
    expect(Object.values(events[0].products)).toContainEqual({ error });
    expect(await (await ask(emulator, `/v4/events/${eventId}`)).json()).toMatchObject({ event_id: eventId });
    emulator.setFault({ kind: 'products', code: 'Failed', products: ['botd'], times: 1 });
    const partly = (await (await askV3(emulator, `/events/${eventId}`)).json()) as AnyEvent;
    expect(partly.products).toMatchObject({
      botd: { error: { code: 'Failed' } },
      identification: { data: { requestId: eventId } },
    });
  });

  test('are none where the answer is an error', async () => {
    const emulator = await start();
    emulator.setFault({ kind: 'products', code: 'Failed' });
    expect((await askV3(emulator, '/events/unknown')).status).toBe(404);
  });
});

test('a search by a visitor without any event is 404, and one that finds nothing of a visitor is empty', async () => {
  const emulator = await start();
  const { visitorId } = await emulator.createEvent();
  for (const [asked, path] of [
    [ask, '/v4/events?'],
    [askV3, '/events/search?limit=1&'],
  ] as const) {
    expect((await asked(emulator, `${path}visitor_id=unknown`)).status).toBe(404);
    const none = await asked(emulator, `${path}visitor_id=${visitorId}&linked_id=nobody`);
    expect([none.status, await none.json()]).toEqual([200, { events: [] }]);
  }
});
