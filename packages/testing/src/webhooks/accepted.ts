import { strict as assert } from 'node:assert';
import { createMemoryEventCache } from '@fingerprint-guard/core';
import type { PlayWebhook } from './play.js';
import { SECRET, sign } from './scene.js';

export function accepted(play: PlayWebhook): void {
  for (const apiVersion of ['v4', 'v3'] as const) {
    play(`of ${apiVersion} answers a later check, with no call`, async (open) => {
      const { emulator, webhookUrl, check, asked } = await open();
      emulator.addWebhook({ url: webhookUrl, secret: SECRET, apiVersion });
      const { eventId, visitorId } = await emulator.createEvent('honest', { linked_id: 'Zoë 🦊' });
      const [delivery] = await emulator.deliveries();
      assert.equal(delivery?.status, 204);
      const { source, event, signals } = await check(eventId);
      assert.equal(source, 'cache');
      assert.equal(asked(), 0);
      assert.deepEqual([event?.eventId, event?.linkedId], [eventId, 'Zoë 🦊']);
      assert.equal(event?.generation, apiVersion);
      assert.equal(signals.visitorId, visitorId);
    });
  }

  play('is judged like an event that was looked up: its ID is used once, and it ages', async (open) => {
    const { emulator, webhookUrl, check, asked } = await open();
    emulator.addWebhook({ url: webhookUrl, secret: SECRET });
    const { eventId } = await emulator.createEvent('honest', { ip_address: '127.0.0.1' });
    const stale = await emulator.createEvent('stale');
    await emulator.deliveries();
    assert.equal((await check(eventId)).blocked, false);
    const again = await check(eventId);
    assert.deepEqual([again.blocked, again.reasons[0]?.rule], [true, 'reused-event']);
    const old = await check(stale.eventId);
    assert.equal(old.blocked, true);
    assert.ok(old.reasons.some(({ rule }) => rule === 'stale-event'));
    assert.equal(asked(), 0);
  });

  play('may be signed with either of two secrets, and carry two signatures', async (open) => {
    const { emulator, webhookUrl, deliver } = await open({ secrets: ['the next one', SECRET] });
    emulator.addWebhook({ url: webhookUrl, secret: SECRET });
    emulator.addWebhook({ url: `${webhookUrl}?next`, secret: 'the next one' });
    await emulator.createEvent();
    const statuses = (await emulator.deliveries()).map(({ status }) => status);
    assert.deepEqual(statuses, [204, 204]);
    const body = JSON.stringify({ event_id: 'two', timestamp: Date.now() });
    const signatures = `${sign(body, 'an old one')}, ${sign(body)}`;
    assert.equal((await deliver(body, { 'fpjs-event-signature': signatures })).status, 204);
  });

  play('is verified over its own bytes, however its JSON is written', async (open) => {
    const { deliver, check } = await open();
    const body = `\n{ "timestamp": ${Date.now()}.0,\t"event_id":"spaced", "linked_id": "Zo\\u00eb", "event_id": "spaced" }\r\n`;
    const { status, text } = await deliver(body);
    assert.deepEqual([status, text], [204, '']);
    const { source, event } = await check('spaced');
    assert.deepEqual([source, event?.linkedId], ['cache', 'Zoë']);
  });

  play('ends a check that is under way for its event', async (open) => {
    const memory = createMemoryEventCache();
    let begun = (): void => undefined;
    const begins = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const get = (key: string) => {
      begun();
      return memory.get(key);
    };
    const waits = { lag: { retryForMs: 4000 }, deadlineMs: 4000 };
    const { deliver, check } = await open({ guard: { cache: { ...memory, get }, ...waits } });
    const checking = check('meanwhile');
    await begins;
    assert.equal((await deliver({ event_id: 'meanwhile', timestamp: Date.now() })).status, 204);
    const { source, event } = await checking;
    assert.deepEqual([source, event?.eventId], ['cache', 'meanwhile']);
    assert.equal((await check('meanwhile')).source, 'cache');
  });
}
