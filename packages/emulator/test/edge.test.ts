import { describe, expect, test } from '@jest/globals';
import { start } from './client.js';
import { v4ErrorSchema } from './error-schemas.js';
import { v4EventSchema } from './v4-event-schema.js';
import { expectValid } from './valid.js';

const VALID = {
  url: 'https://shop.example/api/prices',
  headers: [
    { name: 'Host', value: 'shop.example' },
    { name: 'User-Agent', value: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0' },
  ],
  ipv4_address: '203.0.113.7',
};
const withAgent = (value: string) => ({ ...VALID, headers: [{ name: 'user-agent', value }] });

type Emulator = Awaited<ReturnType<typeof start>>;

async function post(emulator: Emulator, body: unknown, key = emulator.secretApiKey) {
  const response = await fetch(`${emulator.url}/v4/edge`, {
    method: 'POST',
    headers: key === '' ? {} : { authorization: `Bearer ${key}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const { status } = response;
  const answered = await response.json();
  expectValid(status === 200 ? v4EventSchema : v4ErrorSchema, answered);
  return { status, body: answered };
}

test('a request is analysed: an event of the edge, of no visitor', async () => {
  const emulator = await start();
  const { status, body } = await post(emulator, { ...VALID, linked_id: 'user-1', tags: { plan: 'free' } });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    event_id: expect.stringMatching(/^\d{13}\./),
    timestamp: expect.any(Number),
    source: 'edge',
    url: VALID.url,
    linked_id: 'user-1',
    tags: { plan: 'free' },
    ip_info: { v4: { address: '203.0.113.7' } },
    vpn: false,
    proxy: false,
  });
  for (const absent of ['identification', 'bot', 'bot_info', 'browser_details', 'incognito'])
    expect(body).not.toHaveProperty(absent);
});

test.each([
  ['curl/8.5.0', { category: 'browser_automation', identity: 'unknown' }],
  ['', { category: 'browser_automation', identity: 'unknown' }],
  ['Mozilla/5.0 (compatible; Googlebot/2.1)', { name: 'Googlebot', identity: 'spoofed' }],
])('what says that it is %j is told as %j', async (userAgent, info) => {
  const { body } = await post(await start(), withAgent(userAgent));
  expect(body.bot_info).toMatchObject(info);
});

test('a crawler in its own network is verified, and an agent that signs is signed', async () => {
  const emulator = await start();
  const crawler = { ...withAgent('Googlebot/2.1'), ipv4_address: '66.249.66.1' };
  expect((await post(emulator, crawler)).body.bot_info).toMatchObject({ identity: 'verified' });
  const headers = [
    ...VALID.headers,
    { name: 'Signature-Agent', value: '"https://chatgpt.com"' },
    { name: 'Signature', value: 'sig1=:cHJvb2Y=:' },
  ];
  expect((await post(emulator, { ...VALID, headers })).body.bot_info).toMatchObject({
    category: 'ai_agent',
    identity: 'signed',
  });
});

const { ipv4_address: _, ...addressless } = VALID;

describe('is refused with a 400:', () => {
  test.each<[string, unknown, string]>([
    ['no JSON', '{', 'request body is not valid'],
    ['no object', [], 'request body is not valid'],
    ['no address', addressless, 'at least one of ipv4_address or ipv6_address is required'],
    ['an unknown field', { ...VALID, unknown: 1 }, 'request body contains an unknown field "unknown"'],
    ['an invalid address', { ...VALID, ipv4_address: 'nowhere' }, 'invalid ip address'],
    ['an address of the other family', { ...VALID, ipv4_address: '2001:db8::7' }, 'invalid ip address'],
    ['a path in place of a URL', { ...VALID, url: '/api' }, 'request body is not valid'],
    ['no URL', { ...VALID, url: undefined }, 'request body is not valid'],
    ['headers as an object', { ...VALID, headers: { host: 'a' } }, 'request body is not valid'],
    ['a header without a value', { ...VALID, headers: [{ name: 'host' }] }, 'request body is not valid'],
    [
      'a linked ID that is too long',
      { ...VALID, linked_id: 'x'.repeat(257) },
      "linked_id can't be greater than 256 characters long",
    ],
    ['tags that are too large', { ...VALID, tags: { t: 'x'.repeat(16_385) } }, 'request body is not valid'],
  ])('%s', async (_what, body, message) => {
    expect(await post(await start(), body)).toEqual({
      status: 400,
      body: { error: { code: 'request_cannot_be_parsed', message } },
    });
  });
});

test.each([
  ['', 403, 'secret_api_key_required'],
  ['wrong', 403, 'secret_api_key_not_found'],
])('the key %j is answered %i %s', async (key, status, code) => {
  expect(await post(await start(), VALID, key)).toMatchObject({ status, body: { error: { code } } });
});

test('a body that is too large is answered 413', async () => {
  const headers = [{ name: 'x-long', value: 'x'.repeat(1_048_577) }];
  expect(await post(await start(), { ...VALID, headers })).toEqual({
    status: 413,
    body: { error: { code: 'payload_too_large', message: 'payload too large' } },
  });
});

test('its rate is limited, and faults can be of this call alone', async () => {
  const emulator = await start({ rateLimit: { perSecond: 0.001, burst: 1 } });
  expect((await post(emulator, VALID)).status).toBe(200);
  expect((await post(emulator, VALID)).status).toBe(429);
  emulator.setFault({ kind: 'status', status: 500, call: 'edge' });
  expect((await post(emulator, VALID)).status).toBe(500);
});

test('its event is found by ID and by source in v4, and not at all in v3', async () => {
  const emulator = await start();
  const { body } = await post(emulator, VALID);
  const get = async (path: string, headers: Record<string, string>) => {
    const response = await fetch(`${emulator.url}${path}`, { headers });
    return { status: response.status, body: await response.json() };
  };
  const v4 = { authorization: `Bearer ${emulator.secretApiKey}` };
  const v3 = { 'auth-api-key': emulator.secretApiKey };
  expect((await get(`/v4/events/${body.event_id}`, v4)).body).toEqual(body);
  expect((await get('/v4/events', v4)).body.events).toEqual([]);
  expect((await get('/v4/events?source=edge', v4)).body.events).toEqual([body]);
  expect((await get(`/events/${body.event_id}`, v3)).status).toBe(404);
  expect((await get('/events/search?limit=10', v3)).body.events).toEqual([]);
});
