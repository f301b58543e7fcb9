import { describe, expect, test } from '@jest/globals';
import { type AnyEvent, ask, eventOf, sendJson, start } from './client.js';

async function messageOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { message: string } }).error.message;
}

describe('POST /__emulator/events', () => {
  test('makes an event as createEvent does', async () => {
    const emulator = await start();
    const response = await sendJson(emulator, 'POST', '/__emulator/events', {
      scenario: 'bad-bot',
      overrides: { linked_id: 'u1', incognito: null },
    });
    expect(response.status).toBe(201);
    const created = (await response.json()) as { eventId: string; visitorId: string };
    expect(created).toEqual({
      eventId: expect.stringMatching(/^\d{13}\.\w{6}$/),
      visitorId: expect.any(String),
      sealedResult: expect.stringMatching(/^noXc7/),
    });
    const event = await eventOf(emulator, created.eventId);
    expect(event).toMatchObject({ bot: 'bad', linked_id: 'u1' });
    expect(event).not.toHaveProperty('incognito');
  });

  test('creates an honest one from an empty body', async () => {
    const emulator = await start();
    const { eventId } = (await (await sendJson(emulator, 'POST', '/__emulator/events')).json()) as {
      eventId: string;
    };
    expect(await eventOf(emulator, eventId)).toMatchObject({ bot: 'not_detected', suspect_score: 0 });
  });

  test.each<[string, string, RegExp]>([
    ['an unknown scenario', '{"scenario":"x"}', /unknown scenario "x"; known scenarios: honest, /],
    ['a scenario that is null', '{"scenario":null}', /unknown scenario null/],
    ['a scenario of the prototype', '{"scenario":"__proto__"}', /unknown scenario/],
    ['overrides that are a list', '{"overrides":[]}', /overrides are not an object/],
    ['a misspelt field', '{"override":{}}', /unknown field override/],
    ['no JSON', '{"scenario":', /not valid JSON/],
    ['a list', '[]', /not a JSON object/],
    ['a nesting no one needs', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, /unknown field|JSON/],
  ])('refuses %s', async (_, body, message) => {
    const emulator = await start();
    const response = await fetch(`${emulator.url}/__emulator/events`, { method: 'POST', body });
    expect(response.status).toBe(400);
    expect(await messageOf(response)).toMatch(message);
  });

  test('refuses a huge body, and keeps working', async () => {
    const emulator = await start();
    const response = await sendJson(emulator, 'POST', '/__emulator/events', {
      overrides: { tags: { big: 'x'.repeat(1_100_000) } },
    });
    expect(response.status).toBe(413);
    expect(await messageOf(response)).toMatch(/larger than 1048576 bytes/);
    expect((await sendJson(emulator, 'POST', '/__emulator/events', {})).status).toBe(201);
  });

  test('drops hostile keys', async () => {
    const emulator = await start();
    const body = '{"overrides":{"__proto__":{"polluted":1},"tags":{"__proto__":{"polluted":1}}}}';
    const response = await fetch(`${emulator.url}/__emulator/events`, { method: 'POST', body });
    const { eventId } = (await response.json()) as { eventId: string };
    expect(await eventOf(emulator, eventId)).toMatchObject({ tags: {} });
    expect('polluted' in {}).toBe(false);
  });
});

describe('the address of an event that is made over HTTP', () => {
  const addressesOf = ({ ip_address, ip_info }: AnyEvent) => [
    ip_address,
    ip_info.v4?.address,
    ip_info.v6?.address,
  ];

  test.each<[string, object, unknown[]]>([
    ["is its creator's, of both families on one machine", {}, ['127.0.0.1', '127.0.0.1', '::1']],
    ['is the same for a bot', { scenario: 'bad-bot' }, ['127.0.0.1', '127.0.0.1', '::1']],
    [
      'is that of an override',
      { overrides: { ip_address: '203.0.113.9' } },
      ['203.0.113.9', '203.0.113.9', undefined],
    ],
    [
      "is the scenario's own where the scenario is about it",
      { scenario: 'far-away' },
      ['198.51.100.77', '198.51.100.77', undefined],
    ],
  ])('%s', async (_, body, expected) => {
    const emulator = await start();
    const created = await sendJson(emulator, 'POST', '/__emulator/events', body);
    const { eventId } = (await created.json()) as { eventId: string };
    expect(addressesOf(await eventOf(emulator, eventId))).toEqual(expected);
  });

  test('is an example one in process, where there is no creator with an address', async () => {
    const emulator = await start();
    const { eventId } = await emulator.createEvent();
    expect(addressesOf(await eventOf(emulator, eventId))).toEqual([
      '203.0.113.24',
      '203.0.113.24',
      undefined,
    ]);
  });
});

describe('POST /__emulator/events/<scenario>', () => {
  test('prints the event ID and nothing else', async () => {
    const emulator = await start();
    const response = await sendJson(emulator, 'POST', '/__emulator/events/bad-bot');
    expect([response.status, response.headers.get('content-type')]).toEqual([
      201,
      'text/plain; charset=utf-8',
    ]);
    const printed = await response.text();
    expect(printed).toMatch(/^\d{13}\.\w{6}\n$/);
    expect(await eventOf(emulator, printed.trim())).toMatchObject({ bot: 'bad', ip_address: '127.0.0.1' });
  });

  test('takes overrides', async () => {
    const emulator = await start();
    const overrides = { linked_id: 'u1', ip_address: '203.0.113.9' };
    const response = await sendJson(emulator, 'POST', '/__emulator/events/honest', { overrides });
    expect(await eventOf(emulator, (await response.text()).trim())).toMatchObject(overrides);
  });

  test.each<[string, string, object | undefined, RegExp]>([
    ['an unknown scenario', 'bad-bott', undefined, /unknown scenario "bad-bott"; known scenarios: honest, /],
    ['no scenario', '', undefined, /unknown scenario ""/],
    ['a scenario of the prototype', '__proto__', undefined, /unknown scenario/],
    ['a scenario in the body, too', 'honest', { scenario: 'honest' }, /the path names the scenario/],
    ['a misspelt field', 'honest', { override: {} }, /unknown field override/],
  ])('refuses %s', async (_, scenario, body, message) => {
    const response = await sendJson(await start(), 'POST', `/__emulator/events/${scenario}`, body);
    expect(response.status).toBe(400);
    expect(await messageOf(response)).toMatch(message);
  });
});

describe('faults', () => {
  test('are put in force and cleared', async () => {
    const emulator = await start();
    const fault = { kind: 'status', status: 429, times: 3, retryAfter: 1 };
    expect((await sendJson(emulator, 'PUT', '/__emulator/faults', fault)).status).toBe(200);
    const struck = await ask(emulator, '/v4/events/a');
    expect([struck.status, struck.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await sendJson(emulator, 'DELETE', '/__emulator/faults')).status).toBe(204);
    expect((await ask(emulator, '/v4/events/a')).status).toBe(404);
  });

  test('strike the API only', async () => {
    const emulator = await start();
    emulator.setFault({ kind: 'reset' });
    expect((await sendJson(emulator, 'POST', '/__emulator/events')).status).toBe(201);
    expect((await fetch(`${emulator.url}/agent.js`)).status).toBe(200);
  });

  test('that make no sense are refused', async () => {
    const emulator = await start();
    const response = await sendJson(emulator, 'PUT', '/__emulator/faults', { kind: 'nonsense' });
    expect(response.status).toBe(400);
    expect(await messageOf(response)).toMatch(/known kinds: status, delay/);
  });
});

describe('GET /__emulator/requests', () => {
  test('lists the requests to the API exactly, and nothing else', async () => {
    let now = 1_750_000_000_000;
    const emulator = await start({ now: () => now });
    const { eventId } = await emulator.createEvent();
    await ask(emulator, `/v4/events/${eventId}?ii=a%20b&ii=c`);
    now += 5;
    await ask(emulator, '/v4/events/%41', { headers: {} });
    await ask(emulator, '/nothing', { method: 'DELETE' });
    await fetch(`${emulator.url}/agent.js`);
    const expected = [
      { method: 'GET', path: `/v4/events/${eventId}?ii=a%20b&ii=c`, status: 200, at: now - 5 },
      { method: 'GET', path: '/v4/events/%41', status: 403, at: now },
      { method: 'DELETE', path: '/nothing', status: 404, at: now },
    ];
    const response = await fetch(`${emulator.url}/__emulator/requests`);
    expect(await response.json()).toEqual(expected);
    expect(emulator.requests()).toEqual(expected);
  });

  test('is a copy', async () => {
    const emulator = await start();
    await ask(emulator, '/v4/events/a');
    emulator.requests().pop();
    expect(emulator.requests()).toHaveLength(1);
  });
});

test.each(['over HTTP', 'in process'])('starting over %s forgets everything but the keys', async (way) => {
  const emulator = await start();
  const { eventId } = await emulator.createEvent('honest', {
    rule_action: { type: 'block', ruleset_id: 'rs_1' },
  });
  await ask(emulator, `/v4/events/${eventId}`);
  emulator.setFault({ kind: 'status', status: 500 });
  if (way === 'in process') emulator.reset();
  else expect((await sendJson(emulator, 'DELETE', '/__emulator/state')).status).toBe(204);
  expect(emulator.requests()).toEqual([]);
  expect((await ask(emulator, `/v4/events/${eventId}`)).status).toBe(404);
  expect((await ask(emulator, `/v4/events/${eventId}?ruleset_id=rs_1`)).status).toBe(400);
});

describe('what is no control route', () => {
  test.each([
    ['GET', '/__emulator/events', 405, 'POST'],
    ['GET', '/__emulator/events/honest', 405, 'POST'],
    ['POST', '/__emulator/faults', 405, 'PUT, DELETE'],
    ['DELETE', '/__emulator/requests', 405, 'GET'],
    ['POST', '/agent.js', 405, 'GET'],
    ['GET', '/__emulator/webhooks', 405, 'POST'],
    ['POST', '/__emulator/nothing', 404, null],
    ['GET', '/__emulator/__proto__', 404, null],
  ])('%s %s', async (method, path, status, allow) => {
    const response = await sendJson(await start(), method, path);
    expect([response.status, response.headers.get('allow')]).toEqual([status, allow]);
    expect(await messageOf(response)).toMatch(/accepts|no such control route/);
  });
});
