import {
  DecryptionAlgorithm,
  FingerprintServerApiClient,
  isValidWebhookSignature,
  Region,
  RequestError,
  ServerApiError,
  TooManyRequestsError,
  unsealEventsResponse,
} from '@fingerprint/node-sdk';
import { describe, expect, test } from '@jest/globals';
import type { Emulator } from '../src/index.js';
import { start } from './client.js';
import { fetchFrom, receiver } from './servers.js';

const clientOf = (emulator: Emulator, apiKey = emulator.secretApiKey) =>
  new FingerprintServerApiClient({ apiKey, region: Region.Global, fetch: fetchFrom(emulator) });

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error) => error,
  );

describe("the vendor's SDK for v4", () => {
  test('gets an event, also with a ruleset', async () => {
    const emulator = await start();
    const rule = { type: 'block', ruleset_id: 'rs_1', rule_id: 'r_1', status_code: 403 };
    const { eventId, visitorId } = await emulator.createEvent('bad-bot', { rule_action: rule });
    const client = clientOf(emulator);
    const event = await client.getEvent(eventId);
    expect(event).toMatchObject({ event_id: eventId, bot: 'bad', identification: { visitor_id: visitorId } });
    expect(event).not.toHaveProperty('rule_action');
    expect((await client.getEvent(eventId, { ruleset_id: 'rs_1' })).rule_action).toEqual(rule);
    expect(emulator.requests()[0]?.path).toBe(
      `/v4/events/${eventId}?ii=fingerprint-pro-server-node-sdk%2F7.7.1`,
    );
  });

  test('updates an event, once it can be', async () => {
    let now = 1_750_000_000_000;
    const emulator = await start({ now: () => now });
    const { eventId } = await emulator.createEvent();
    const client = clientOf(emulator);
    const update = { linked_id: 'u1', tags: { cart: [1, { two: 2 }] }, suspect: true };
    const early = await failure(client.updateEvent(eventId, update));
    expect(early).toBeInstanceOf(ServerApiError);
    expect(early).toMatchObject({ statusCode: 409, errorCode: 'state_not_ready' });
    now += 1000;
    await client.updateEvent(eventId, update);
    expect(await client.getEvent(eventId)).toMatchObject(update);
  });

  test('searches, page by page, with lists', async () => {
    const emulator = await start();
    for (const name of ['good-bot', 'honest', 'bad-bot', 'honest'] as const) await emulator.createEvent(name);
    const client = clientOf(emulator);
    const filter = { environment: ['ae_other', 'ae_emulator00000000'], limit: 3, total_hits: 100 };
    const first = await client.searchEvents(filter);
    expect([first.events.length, first.total_hits]).toEqual([3, 4]);
    const second = await client.searchEvents({ ...filter, pagination_key: first.pagination_key as string });
    expect(second.events.map(({ bot }) => bot)).toEqual(['good']);
    expect(second).not.toHaveProperty('pagination_key');
    const found = await client.searchEvents({
      bot: 'all',
      bot_info_identity: ['signed', 'verified'],
      bot_info_category: ['search_engine_crawler'],
    });
    expect(found.events.map(({ bot }) => bot)).toEqual(['good']);
  });

  test('deletes a visitor', async () => {
    const emulator = await start();
    const { eventId, visitorId } = await emulator.createEvent();
    const client = clientOf(emulator);
    await client.deleteVisitorData(visitorId);
    expect(await failure(client.getEvent(eventId))).toMatchObject({
      statusCode: 404,
      errorCode: 'event_not_found',
    });
    expect(await failure(client.deleteVisitorData(visitorId))).toMatchObject({
      statusCode: 404,
      errorCode: 'visitor_not_found',
    });
  });

  test('throws its own errors', async () => {
    const emulator = await start();
    const client = clientOf(emulator);
    expect(await failure(clientOf(emulator, 'wrong').getEvent('a'))).toMatchObject({
      name: 'ServerApiError',
      statusCode: 403,
      errorCode: 'secret_api_key_not_found',
    });
    expect(await failure(client.searchEvents({ limit: 500 }))).toMatchObject({
      statusCode: 400,
      errorCode: 'request_cannot_be_parsed',
      message: 'invalid limit',
    });
    emulator.setFault({ kind: 'status', status: 429, retryAfter: 7, times: 1 });
    const limited = await failure(client.getEvent('a'));
    expect(limited).toBeInstanceOf(TooManyRequestsError);
    expect((limited as TooManyRequestsError).response.headers.get('retry-after')).toBe('7');
    emulator.setFault({ kind: 'status', status: 403, code: 'subscription_not_active', times: 1 });
    expect(await failure(client.getEvent('a'))).toMatchObject({ errorCode: 'subscription_not_active' });
    emulator.setFault({ kind: 'not-json', times: 1 });
    expect(await failure(client.getEvent('a'))).toMatchObject({ message: /non-JSON content type/ });
    emulator.setFault({ kind: 'reset', times: 1 });
    expect(await failure(client.getEvent('a'))).toMatchObject({ message: 'Network or fetch error' });
    expect(limited).toBeInstanceOf(RequestError);
  });

  test('unseals', async () => {
    const emulator = await start();
    const { eventId, sealedResult } = await emulator.createEvent('vpn');
    const keys = [Buffer.alloc(32), Buffer.from(emulator.sealedKey, 'base64')].map((key) => ({
      key,
      algorithm: DecryptionAlgorithm.Aes256Gcm,
    }));
    const unsealed = await unsealEventsResponse(Buffer.from(sealedResult, 'base64'), keys);
    expect(unsealed).toEqual(await clientOf(emulator).getEvent(eventId));
  });

  test('verifies webhooks', async () => {
    const emulator = await start();
    const { url, received } = await receiver();
    emulator.addWebhook({ url, secret: 'the secret' });
    await emulator.createEvent('honest', { linked_id: 'Zoë' });
    await emulator.deliveries();
    const { headers, body: data } = received();
    const header = String(headers['fpjs-event-signature']);
    expect(isValidWebhookSignature({ header, data, secret: 'the secret' })).toBe(true);
    expect(isValidWebhookSignature({ header, data, secret: 'another' })).toBe(false);
  });
});
