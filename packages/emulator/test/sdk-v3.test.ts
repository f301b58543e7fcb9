import {
  AuthenticationMode,
  DecryptionAlgorithm,
  FingerprintJsServerApiClient,
  isValidWebhookSignature,
  RequestError,
  TooManyRequestsError,
  unsealEventsResponse,
} from '@fingerprintjs/fingerprintjs-pro-server-api';
import { describe, expect, test } from '@jest/globals';
import type { Emulator } from '../src/index.js';
import { start } from './client.js';
import { fetchFrom, receiver } from './servers.js';

const modes = [AuthenticationMode.AuthHeader, AuthenticationMode.QueryParameter];

const clientOf = (
  emulator: Emulator,
  { mode = AuthenticationMode.AuthHeader, apiKey = emulator.secretApiKey } = {},
) => new FingerprintJsServerApiClient({ apiKey, authenticationMode: mode, fetch: fetchFrom(emulator) });

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error) => error,
  );

describe.each(modes)("the vendor's SDK for v3, with the key as %s", (mode) => {
  test('gets an event', async () => {
    const emulator = await start();
    const { eventId, visitorId } = await emulator.createEvent('bad-bot');
    const { products } = await clientOf(emulator, { mode }).getEvent(eventId);
    expect(products.identification?.data).toMatchObject({ requestId: eventId, visitorId });
    expect(products.botd?.data?.bot).toEqual({ result: 'bad', type: 'headless_chrome' });
  });

  test('updates an event, once it can be', async () => {
    let now = 1_750_000_000_000;
    const emulator = await start({ now: () => now });
    const { eventId } = await emulator.createEvent();
    const client = clientOf(emulator, { mode });
    const update = { linkedId: 'u1', tag: { cart: [1, { two: 2 }] }, suspect: true };
    const early = await failure(client.updateEvent(update, eventId));
    expect(early).toBeInstanceOf(RequestError);
    expect(early).toMatchObject({ statusCode: 409, errorCode: 'StateNotReady' });
    now += 1000;
    await client.updateEvent(update, eventId);
    expect((await client.getEvent(eventId)).products.identification?.data).toMatchObject(update);
  });

  test('searches, page by page, with lists', async () => {
    const emulator = await start();
    for (const name of ['good-bot', 'honest', 'bad-bot'] as const) await emulator.createEvent(name);
    const client = clientOf(emulator, { mode });
    const filter = { environment: ['ae_other', 'ae_emulator00000000'], limit: 2 };
    const first = await client.searchEvents(filter);
    expect(first.events).toHaveLength(2);
    const second = await client.searchEvents({ ...filter, pagination_key: first.paginationKey as string });
    expect(second.events?.map(({ products }) => products.botd?.data?.bot.result)).toEqual(['good']);
    expect(second).not.toHaveProperty('paginationKey');
    expect((await client.searchEvents({ limit: 5, environment: ['ae_other'] })).events).toEqual([]);
  });

  test('lists visits', async () => {
    const emulator = await start();
    const { visitorId } = await emulator.createEvent();
    const { eventId } = await emulator.createEvent('honest', { linked_id: 'u1' });
    const client = clientOf(emulator, { mode });
    const { visits, paginationKey } = await client.getVisits(visitorId, { limit: 1 });
    expect([visits.map(({ requestId }) => requestId), paginationKey]).toEqual([[eventId], eventId]);
    const rest = await client.getVisitorHistory(visitorId, { paginationKey: eventId });
    expect(rest.visits).toHaveLength(1);
    const linked = await client.getVisits(visitorId, { linked_id: 'u1' });
    expect(linked.visits).toHaveLength(1);
  });

  test('finds related visitors and deletes one', async () => {
    const emulator = await start();
    const { visitorId } = await emulator.createEvent();
    await emulator.createEvent('honest', { identification: { visitor_id: 'the-app' } });
    const client = clientOf(emulator, { mode });
    expect(await client.getRelatedVisitors({ visitor_id: visitorId })).toEqual({
      relatedVisitors: [{ visitorId: 'the-app' }],
    });
    await client.deleteVisitorData(visitorId);
    expect(await failure(client.getVisits(visitorId))).toMatchObject({
      statusCode: 404,
      message: 'visitor not found',
    });
    expect(await failure(client.deleteVisitorData(visitorId))).toMatchObject({
      statusCode: 404,
      errorCode: 'VisitorNotFound',
    });
  });

  test('throws its own errors', async () => {
    const emulator = await start();
    const client = clientOf(emulator, { mode });
    const wrong = clientOf(emulator, { mode, apiKey: 'wrong' });
    expect(await failure(wrong.getEvent('a'))).toMatchObject({ statusCode: 403, errorCode: 'TokenNotFound' });
    expect(await failure(wrong.getVisits('a'))).toMatchObject({
      statusCode: 403,
      message: 'secret key is not found',
    });
    expect(await failure(client.getEvent('a'))).toMatchObject({
      statusCode: 404,
      errorCode: 'RequestNotFound',
    });
    expect(await failure(client.searchEvents({ limit: 0 }))).toMatchObject({
      statusCode: 400,
      errorCode: 'RequestCannotBeParsed',
      message: 'invalid limit',
    });
    emulator.setFault({ kind: 'status', status: 429, retryAfter: 7, times: 3 });
    for (const call of [client.getEvent('a'), client.getVisits('a'), client.deleteVisitorData('a')]) {
      const limited = await failure(call);
      expect(limited).toBeInstanceOf(TooManyRequestsError);
      expect(limited).toMatchObject({ statusCode: 429, errorCode: 'TooManyRequests', retryAfter: 7 });
    }
    emulator.setFault({ kind: 'status', status: 403, code: 'wrong_region', times: 1 });
    expect(await failure(client.getEvent('a'))).toMatchObject({ errorCode: 'WrongRegion' });
    emulator.setFault({ kind: 'not-json', times: 1 });
    expect(await failure(client.getEvent('a'))).toMatchObject({ message: 'Failed to parse JSON response' });
  });
});

test("the vendor's SDK for v3 is told how long to wait by the rate limit, for visits", async () => {
  const emulator = await start({ rateLimit: { perSecond: 0.4, burst: 1 }, now: () => 0 });
  await failure(clientOf(emulator).getVisits('a'));
  expect(await failure(clientOf(emulator).getVisits('a'))).toMatchObject({ statusCode: 429, retryAfter: 3 });
  expect(await failure(clientOf(emulator).getEvent('a'))).toMatchObject({ statusCode: 429, retryAfter: 0 });
});

test("the vendor's SDK for v3 unseals what is sealed for it", async () => {
  const emulator = await start({ sealedVersion: 'v3' });
  const { eventId, sealedResult } = await emulator.createEvent('vpn');
  const keys = [{ key: Buffer.from(emulator.sealedKey, 'base64'), algorithm: DecryptionAlgorithm.Aes256Gcm }];
  const unsealed = await unsealEventsResponse(Buffer.from(sealedResult, 'base64'), keys);
  expect(unsealed).toEqual(await clientOf(emulator).getEvent(eventId));
});

test("the vendor's SDK for v3 verifies webhooks", async () => {
  const emulator = await start();
  const { url, received } = await receiver();
  emulator.addWebhook({ url, secret: 'the secret', apiVersion: 'v3' });
  await emulator.createEvent();
  await emulator.deliveries();
  const { headers, body: data } = received();
  const header = String(headers['fpjs-event-signature']);
  expect(isValidWebhookSignature({ header, data, secret: 'the secret' })).toBe(true);
});
