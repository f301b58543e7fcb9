import { describe, expect, jest, test } from '@jest/globals';
import type { Emulator } from '../src/index.js';
import { type AnyEvent, start } from './client.js';
import { v3ErrorSchema, v4ErrorSchema, visitsErrorSchema } from './error-schemas.js';
import { exchange } from './servers.js';
import { expectValid } from './valid.js';

// A busy machine takes its time for this many requests.
jest.setTimeout(60_000);

type Shape = 'v4' | 'v3' | 'plain';
const schemas = { v4: v4ErrorSchema, v3: v3ErrorSchema, plain: visitsErrorSchema };
const keyHeaders = {
  v4: (key: string) => ({ authorization: `Bearer ${key}` }),
  v3: (key: string) => ({ 'auth-api-key': key }),
  2019: (key: string) => ({ 'auth-token': key }),
};

const calls: [method: string, path: string, key: keyof typeof keyHeaders, shape: Shape][] = [
  ['GET', '/v4/events/a', 'v4', 'v4'],
  ['PATCH', '/v4/events/a', 'v4', 'v4'],
  ['GET', '/v4/events', 'v4', 'v4'],
  ['DELETE', '/v4/visitors/a', 'v4', 'v4'],
  ['GET', '/events/a', 'v3', 'v3'],
  ['PUT', '/events/a', 'v3', 'v3'],
  ['GET', '/events/search', 'v3', 'v3'],
  ['DELETE', '/visitors/a', 'v3', 'v3'],
  ['GET', '/related-visitors', 'v3', 'v3'],
  ['GET', '/visitors/a', 'v3', 'plain'],
  ['GET', '/visitors/a', 2019, 'plain'],
];

const told: readonly (readonly [
  status: number,
  code: string | undefined,
  v4: string,
  v3: string,
  message: string,
])[] = [
  [400, undefined, 'request_cannot_be_parsed', 'RequestCannotBeParsed', ''],
  [400, 'request_read_timeout', 'request_read_timeout', 'RequestReadTimeout', 'request read timeout'],
  [403, undefined, 'secret_api_key_not_found', 'TokenNotFound', ''],
  [403, 'secret_api_key_required', 'secret_api_key_required', 'TokenRequired', ''],
  [403, 'TokenRequired', 'secret_api_key_required', 'TokenRequired', ''],
  [403, 'wrong_region', 'wrong_region', 'WrongRegion', 'wrong region'],
  [403, 'subscription_not_active', 'subscription_not_active', 'SubscriptionNotActive', 'forbidden'],
  [403, 'FeatureNotEnabled', 'feature_not_enabled', 'FeatureNotEnabled', 'feature not enabled'],
  [404, undefined, 'event_not_found', 'RequestNotFound', ''],
  [404, 'visitor_not_found', 'visitor_not_found', 'VisitorNotFound', 'visitor not found'],
  [409, undefined, 'state_not_ready', 'StateNotReady', 'resource is not mutable yet, try again'],
  [413, undefined, 'payload_too_large', 'Failed', 'payload too large'],
  [429, undefined, 'too_many_requests', 'TooManyRequests', 'too many requests'],
  [500, undefined, 'failed', 'Failed', 'internal server error'],
  [502, undefined, 'failed', 'Failed', 'bad gateway'],
  [504, undefined, 'failed', 'Failed', 'gateway timeout'],
];

function expectError(body: AnyEvent, shape: Shape, { v4, v3, message }: Record<string, string>): void {
  expectValid(schemas[shape], body);
  if (shape !== 'plain') expect(body.error.code).toBe(shape === 'v4' ? v4 : v3);
  if (message) expect(shape === 'plain' ? body.error : body.error.message).toBe(message);
}

describe.each(calls)('%s %s with the key of %s', (method, path, key, shape) => {
  const asked = (emulator: Emulator, secret = emulator.secretApiKey, host?: string) =>
    exchange(emulator, { method, path, headers: { ...keyHeaders[key](secret), ...(host && { host }) } });

  test('reports every fault in its own form', async () => {
    const emulator = await start();
    for (const [status, code, v4, v3, message] of told) {
      emulator.setFault({ kind: 'status', status, retryAfter: 2, ...(code !== undefined && { code }) });
      const answer = await asked(emulator);
      expect([answer.status, answer.headers['retry-after']]).toEqual([status, '2']);
      expectError(answer.body, shape, { v4, v3, message });
    }
    expect(emulator.requests()).toHaveLength(told.length);
  });

  test('refuses a wrong key, a wrong region and too many requests', async () => {
    const emulator = await start({ region: 'eu', rateLimit: { perSecond: 0.3, burst: 1 }, now: () => 0 });
    const wrongKey = await asked(emulator, 'wrong', 'ap.localhost');
    expect(wrongKey.status).toBe(403);
    expectError(wrongKey.body, shape, { v4: 'secret_api_key_not_found', v3: 'TokenNotFound' });
    const wrongRegion = await asked(emulator, undefined, 'ap.localhost');
    expect(wrongRegion.status).toBe(403);
    expectError(wrongRegion.body, shape, { v4: 'wrong_region', v3: 'WrongRegion', message: 'wrong region' });
    expect([400, 404, 200]).toContain((await asked(emulator, undefined, 'eu.localhost')).status);
    const limited = await asked(emulator);
    // After three seconds there would be nine tenths of a turn.
    expect([limited.status, limited.headers['retry-after']]).toEqual([
      429,
      shape === 'plain' ? '4' : undefined,
    ]);
    expectError(limited.body, shape, { v4: 'too_many_requests', v3: 'TooManyRequests' });
  });
});

test('a path of no generation is answered in a neutral form', async () => {
  const emulator = await start();
  for (const path of ['/visitors', '/events', '/v5/events/a', '/related-visitors/a']) {
    const answer = await exchange(emulator, { method: 'GET', path, headers: {} });
    expect([answer.status, answer.body.error.code]).toEqual([404, 'route_not_found']);
  }
  const answer = await exchange(emulator, { method: 'POST', path: '/visitors/a', headers: {} });
  expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, DELETE']);
});
