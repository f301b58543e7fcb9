import { describe, expect, test } from '@jest/globals';
import { ask, start, statusAndCode } from './client.js';

async function errorOf(response: Response): Promise<[number, string]> {
  expect(response.headers.get('content-type')).toBe('application/json');
  const body = (await response.json()) as { error: { code: string; message: string } };
  expect(typeof body.error.message).toBe('string');
  return [response.status, body.error.code];
}

describe('the key', () => {
  test.each([
    ['no header', {}],
    ['an empty header', { authorization: '' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic c2VjcmV0' }],
    ['the header of another generation', { 'auth-api-key': 'secret' }],
  ])('is missing with %s', async (_, headers) => {
    const emulator = await start({ secretApiKey: 'secret' });
    const response = await ask(emulator, '/v4/events/1700000000000.abcdef', { headers });
    expect(await errorOf(response)).toEqual([403, 'secret_api_key_required']);
  });

  test.each(['secre', 'secrets', 'SECRET'])('is not %s', async (key) => {
    const emulator = await start({ secretApiKey: 'secret' });
    const { eventId } = await emulator.createEvent();
    const response = await ask(emulator, `/v4/events/${eventId}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(await errorOf(response)).toEqual([403, 'secret_api_key_not_found']);
  });

  test('is checked before the ID', async () => {
    const emulator = await start();
    const response = await ask(emulator, '/v4/events/%20', { headers: {} });
    expect(await errorOf(response)).toEqual([403, 'secret_api_key_required']);
  });

  test('is no part of the scheme, whose case does not matter', async () => {
    const emulator = await start();
    const { eventId } = await emulator.createEvent();
    const headers = { authorization: `bearer ${emulator.secretApiKey}` };
    expect((await ask(emulator, `/v4/events/${eventId}`, { headers })).status).toBe(200);
  });
});

describe('the ID', () => {
  test('of no event is 404', async () => {
    const response = await ask(await start(), '/v4/events/1700000000000.abcdef');
    expect(await errorOf(response)).toEqual([404, 'event_not_found']);
  });

  test.each(['%20', '.', '..', '%2e%2e', '%', 'a%2Fb', '<script>', 'ä', `${'a'.repeat(65)}`])(
    'is not %s',
    async (id) => {
      const emulator = await start();
      expect(await statusAndCode(emulator, `/v4/events/${encodeURI(id).replaceAll('%25', '%')}`)).toEqual([
        400,
        'request_cannot_be_parsed',
      ]);
    },
  );

  test.each(['0KSh65EnVoB85JBmloQK', 'search', '__proto__', 'constructor'])('may be %s', async (id) => {
    expect(await statusAndCode(await start(), `/v4/events/${id}`)).toEqual([404, 'event_not_found']);
  });
});

describe('the region', () => {
  const cases: [region: 'global' | 'eu' | 'ap', host: string, allowed: boolean][] = [
    ['eu', 'eu.localhost:4870', true],
    ['eu', 'EU.api.fpjs.io', true],
    ['eu', 'ap.api.fpjs.io', false],
    ['eu', 'AP.api.fpjs.io', false],
    ['eu', 'api.fpjs.io', false],
    ['eu', 'localhost:4870', true],
    ['eu', '127.0.0.1:4870', true],
    ['eu', '[::1]:4870', true],
    ['eu', 'emulator', true],
    ['ap', 'ap.localhost', true],
    ['ap', 'eu.localhost', false],
    ['global', 'api.fpjs.io', true],
    ['global', 'eu.api.fpjs.io', false],
    ['global', 'constructor', true],
  ];
  test.each(cases)('of a key for %s asked at %s: %s', async (region, host, allowed) => {
    const emulator = await start({ region });
    const { eventId } = await emulator.createEvent();
    expect(await statusAndCode(emulator, `/v4/events/${eventId}`, host)).toEqual(
      allowed ? [200, undefined] : [403, 'wrong_region'],
    );
  });
});

describe('rulesets', () => {
  const block = { type: 'block', ruleset_id: 'rs_1', rule_id: 'r_1', status_code: 403 };

  test('are unknown until an event names one', async () => {
    const emulator = await start();
    const { eventId } = await emulator.createEvent();
    const response = await ask(emulator, `/v4/events/${eventId}?ruleset_id=rs_1`);
    expect(await errorOf(response)).toEqual([400, 'ruleset_not_found']);
  });

  test('are told only when asked for', async () => {
    const emulator = await start();
    const { eventId } = await emulator.createEvent('bad-bot', { rule_action: block });
    const other = await emulator.createEvent();
    const action = async (path: string) =>
      ((await (await ask(emulator, path)).json()) as { rule_action?: unknown }).rule_action;
    expect(await action(`/v4/events/${eventId}`)).toBeUndefined();
    expect(await action(`/v4/events/${eventId}?ruleset_id=rs_1`)).toEqual(block);
    expect(await action(`/v4/events/${other.eventId}?ii=sdk&ruleset_id=rs_1`)).toEqual({
      type: 'allow',
      ruleset_id: 'rs_1',
    });
  });
});

describe('what the API does not have', () => {
  test.each(['/', '/v4', '/v4/events/', '/v4/events/a/b', '/v4/visitors', '/V4/events/a', '/events'])(
    'GET %s is 404',
    async (path) => {
      expect((await errorOf(await ask(await start(), path)))[0]).toBe(404);
    },
  );

  test.each(['POST', 'PUT', 'DELETE'])('%s of an event is 405', async (method) => {
    const response = await ask(await start(), '/v4/events/a', { method });
    expect(response.headers.get('allow')).toBe('PATCH, GET');
    expect((await errorOf(response))[0]).toBe(405);
  });
});

describe('the rate limit', () => {
  test('answers a burst, then as many as time allows', async () => {
    let now = 1_700_000_000_000;
    const emulator = await start({ rateLimit: { perSecond: 2, burst: 3 }, now: () => now });
    const statuses = async (count: number) => {
      const all: number[] = [];
      for (let i = 0; i < count; i += 1) all.push((await ask(emulator, '/v4/events/a')).status);
      return all;
    };
    expect(await statuses(4)).toEqual([404, 404, 404, 429]);
    now += 500;
    expect(await statuses(2)).toEqual([404, 429]);
    now += 3_600_000;
    expect(await statuses(4)).toEqual([404, 404, 404, 429]);
    emulator.reset();
    expect(await errorOf(await ask(emulator, '/v4/events/a'))).toEqual([404, 'event_not_found']);
  });

  test('is the documented error and costs a wrong key nothing', async () => {
    const emulator = await start({ rateLimit: { perSecond: 1, burst: 1 }, now: () => 0 });
    await ask(emulator, '/v4/events/a', { headers: {} });
    expect((await ask(emulator, '/v4/events/a')).status).toBe(404);
    expect(await errorOf(await ask(emulator, '/v4/events/a'))).toEqual([429, 'too_many_requests']);
  });
});
