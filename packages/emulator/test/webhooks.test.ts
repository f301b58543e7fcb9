import { createHmac } from 'node:crypto';
import { describe, expect, jest, test } from '@jest/globals';
import { scenarioNames, type Webhook } from '../src/index.js';
import { type AnyEvent, ask, eventOf, sendJson, start } from './client.js';
import { receiver } from './servers.js';
import { v3WebhookSchema } from './v3-schemas.js';
import { expectValid } from './valid.js';

// A busy machine takes its time for this many requests.
jest.setTimeout(60_000);

const SECRET = 'the-signing-secret';

describe('a webhook', () => {
  test('gets every new event, signed', async () => {
    const emulator = await start({ now: () => 1_750_000_000_000 });
    const { url, received } = await receiver();
    emulator.addWebhook({ url, secret: SECRET });
    const rule_action = { type: 'block', ruleset_id: 'rs_1' };
    const { eventId } = await emulator.createEvent('vpn', { linked_id: 'Zoë', rule_action });
    expect(await emulator.deliveries()).toEqual([{ eventId, url, status: 200, at: 1_750_000_000_000 }]);
    const { method, headers, body } = received();
    const hash = createHmac('sha256', SECRET).update(body).digest('hex');
    expect([method, headers['content-type'], headers['fpjs-event-signature']]).toEqual([
      'POST',
      'application/json',
      `v1=${hash}`,
    ]);
    expect(JSON.parse(body.toString())).toEqual({
      ...(await eventOf(emulator, eventId)),
      triggered_by: 'identification',
    });
  });

  test('gets the flat form of v3 when asked for', async () => {
    const emulator = await start();
    const { url, received } = await receiver();
    emulator.addWebhook({ url, secret: SECRET, apiVersion: 'v3' });
    for (const name of scenarioNames)
      await emulator.createEvent(name, { client_referrer: 'https://x.example/' });
    await emulator.deliveries();
    const bodies = scenarioNames.map((_, index): AnyEvent => JSON.parse(received(index).body.toString()));
    for (const body of bodies) expectValid(v3WebhookSchema, body);
    expect(bodies[scenarioNames.indexOf('partial')]).not.toHaveProperty('incognito');
    const bot = bodies.find((body) => body.bot?.result === 'bad');
    const v3 = await ask(emulator, `/events/${bot.requestId}?api_key=${emulator.secretApiKey}`);
    const { identification, botd, incognito, ...signals } = ((await v3.json()) as AnyEvent).products;
    const { suspect: _, ...visitor } = identification.data;
    expect(bot).toMatchObject({ ...visitor, bot: botd.data.bot, incognito: incognito.data.result });
    for (const [name, { data }] of Object.entries<AnyEvent>(signals))
      expect([name, bot[name]]).toEqual([name, data]);
    const { visitorId, visitorFound, confidence, firstSeenAt, lastSeenAt } = visitor;
    expect(bot.supplementaryIds.standard).toEqual({
      visitorId,
      visitorFound,
      confidence,
      firstSeenAt,
      lastSeenAt,
    });
    expect(bot.supplementaryIds.highRecall.visitorId).not.toBe(visitorId);
  });

  test('without an identification still says which event it is', async () => {
    const emulator = await start();
    const { url, received } = await receiver();
    emulator.addWebhook({ url, secret: SECRET, apiVersion: 'v3' });
    const { eventId } = await emulator.createEvent('bad-bot', { identification: null });
    await emulator.deliveries();
    const body = JSON.parse(received().body.toString());
    expectValid(v3WebhookSchema, body);
    expect(body.requestId).toBe(eventId);
    expect(body).not.toHaveProperty('visitorId');
  });

  test.each([500, 302, 404])('that answers %i is tried once, and breaks nothing', async (status) => {
    const emulator = await start();
    const { url, received } = await receiver(status);
    emulator.addWebhook({ url, secret: SECRET });
    const { eventId } = await emulator.createEvent();
    expect(await emulator.deliveries()).toMatchObject([{ eventId, status }]);
    expect(() => received(1)).toThrow('there are 1');
  });

  test('that is not there breaks nothing', async () => {
    const gone = await start();
    await gone.close();
    const emulator = await start();
    emulator.addWebhook({ url: `${gone.url}/hook`, secret: SECRET });
    const { eventId } = await emulator.createEvent();
    expect((await ask(emulator, `/v4/events/${eventId}`)).status).toBe(200);
    const [delivery] = await emulator.deliveries();
    expect(delivery).toMatchObject({ eventId, status: 0, error: expect.stringContaining('ECONNREFUSED') });
    expect(JSON.stringify(delivery)).not.toContain(SECRET);
  });

  test('that never answers does not hold up closing', async () => {
    const emulator = await start();
    const { url, received } = await receiver(0);
    emulator.addWebhook({ url, secret: SECRET });
    await emulator.createEvent();
    while (isMissing(() => received())) await new Promise(setImmediate);
    const begun = Date.now();
    await emulator.close();
    expect(Date.now() - begun).toBeLessThan(2000);
  });

  test('of the same url takes the place of the last', async () => {
    const emulator = await start();
    const { url, received } = await receiver();
    emulator.addWebhook({ url, secret: 'old' });
    emulator.addWebhook({ url, secret: SECRET });
    await emulator.createEvent();
    expect(await emulator.deliveries()).toHaveLength(1);
    const { headers, body } = received();
    const hash = createHmac('sha256', SECRET).update(body).digest('hex');
    expect(headers['fpjs-event-signature']).toBe(`v1=${hash}`);
  });

  test('is forgotten when starting over', async () => {
    const emulator = await start();
    const { url, received } = await receiver();
    emulator.addWebhook({ url, secret: SECRET });
    await emulator.createEvent();
    expect(await emulator.deliveries()).toHaveLength(1);
    emulator.reset();
    await emulator.createEvent();
    expect(await emulator.deliveries()).toEqual([]);
    expect(() => received(1)).toThrow('there are 1');
  });

  test('under way when starting over is not among the deliveries that follow', async () => {
    const emulator = await start();
    const silent = await receiver(0);
    emulator.addWebhook({ url: silent.url, secret: SECRET });
    await emulator.createEvent();
    while (isMissing(() => silent.received())) await new Promise(setImmediate);
    emulator.reset();
    expect(await emulator.deliveries()).toEqual([]);

    const { url } = await receiver();
    emulator.addWebhook({ url, secret: SECRET });
    const { eventId } = await emulator.createEvent();
    expect(await emulator.deliveries()).toMatchObject([{ eventId, url, status: 200 }]);
  });
});

test('webhooks can be added, and deliveries seen, over HTTP', async () => {
  const emulator = await start();
  const { url } = await receiver();
  const added = await sendJson(emulator, 'POST', '/__emulator/webhooks', { url, secret: SECRET });
  expect([added.status, await added.json()]).toEqual([201, { url, apiVersion: 'v4' }]);
  await sendJson(emulator, 'POST', '/__emulator/agent', { url: 'https://shop.example/' });
  const deliveries = await (await fetch(`${emulator.url}/__emulator/deliveries`)).json();
  expect(deliveries).toEqual(await emulator.deliveries());
  expect(deliveries).toMatchObject([{ url, status: 200 }]);
});

describe('what is no webhook', () => {
  test.each<[unknown, RegExp]>([
    [null, /a webhook must be an object/],
    [{ secret: SECRET }, /url of a webhook must be an http or https URL/],
    [{ url: 'file:///etc/passwd', secret: SECRET }, /url of a webhook/],
    [{ url: '/hook', secret: SECRET }, /url of a webhook/],
    [{ url: 'https://user:pass@shop.example/', secret: SECRET }, /without user and password/],
    [{ url: 'https://shop.example/' }, /secret of a webhook/],
    [{ url: 'https://shop.example/', secret: '' }, /secret of a webhook/],
    [
      { url: 'https://shop.example/', secret: SECRET, apiVersion: '2019' },
      /apiVersion of a webhook must be v4 or v3/,
    ],
    [
      { url: 'https://shop.example/', secret: SECRET, events: [] },
      /a webhook has no events; it has url, secret/,
    ],
  ])('%j is refused', async (webhook, message) => {
    const emulator = await start();
    expect(() => emulator.addWebhook(webhook as Webhook)).toThrow(message);
    const response = await sendJson(emulator, 'POST', '/__emulator/webhooks', webhook);
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain(SECRET);
  });

  test('one more than a hundred is refused', async () => {
    const emulator = await start();
    const add = (index: number) =>
      emulator.addWebhook({ url: `https://shop.example/${index}`, secret: SECRET });
    for (let index = 0; index < 100; index += 1) add(index);
    expect(() => add(100)).toThrow(/100 webhooks already/);
    expect(() => add(0)).not.toThrow();
  });
});

function isMissing(look: () => unknown): boolean {
  try {
    look();
    return false;
  } catch {
    return true;
  }
}
