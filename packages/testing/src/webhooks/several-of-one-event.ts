import { strict as assert } from 'node:assert';
import type { PlayWebhook } from './play.js';
import { SECRET } from './scene.js';

const PARTIAL = { incremental_identification_status: 'partially_completed' };

export function severalOfOneEvent(play: PlayWebhook): void {
  play('one that is sent again changes nothing', async (open) => {
    const { deliver, check, kept, asked } = await open();
    const event = { event_id: 'again', timestamp: Date.now() };
    for (let times = 0; times < 3; times++) assert.equal((await deliver(event)).status, 204);
    assert.deepEqual(kept, ['again']);
    assert.equal((await check('again')).source, 'cache');
    assert.equal(asked(), 0);
  });

  play('many at once are kept once', async (open) => {
    const { deliver, kept } = await open();
    const event = { event_id: 'at-once', timestamp: Date.now() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => deliver(event)));
    assert.ok(answers.every(({ status }) => status === 204));
    assert.deepEqual(kept, ['at-once']);
  });

  play('a partial one is not kept: a check asks the API, which may have the whole', async (open) => {
    const guard = { lag: { retryForMs: 0 } };
    const { emulator, webhookUrl, check, kept, asked } = await open({ guard });
    emulator.addWebhook({ url: webhookUrl, secret: SECRET });
    const { eventId } = await emulator.createEvent('partial');
    const [delivery] = await emulator.deliveries();
    assert.equal(delivery?.status, 204);
    assert.deepEqual(kept, []);
    assert.equal((await check(eventId)).source, 'api');
    assert.ok(asked() > 0);
  });

  play('a whole one after a partial one is kept', async (open) => {
    const { deliver, check } = await open();
    const event = { event_id: 'completed', timestamp: Date.now() };
    await deliver({ ...event, ...PARTIAL });
    await deliver({ ...event, incognito: true });
    const { source, signals } = await check('completed');
    assert.deepEqual([source, signals.incognito], ['cache', true]);
  });

  play('a partial one does not replace a whole one, even if it is newer', async (open) => {
    const { deliver, check, asked } = await open();
    const event = { event_id: 'whole', timestamp: Date.now() - 1000 };
    await deliver({ ...event, incognito: true });
    assert.equal((await deliver({ ...event, ...PARTIAL })).status, 204);
    assert.equal((await deliver({ ...event, ...PARTIAL, timestamp: Date.now() })).status, 204);
    const { source, signals } = await check('whole');
    assert.deepEqual([source, signals.incognito], ['cache', true]);
    assert.equal(asked(), 0);
  });

  play('a newer one replaces an older one, never the reverse', async (open) => {
    const { deliver, check } = await open();
    const at = Date.now() - 1000;
    await deliver({ event_id: 'aged', timestamp: at, linked_id: 'first' });
    await deliver({ event_id: 'aged', timestamp: at + 1, linked_id: 'newer' });
    await deliver({ event_id: 'aged', timestamp: at, linked_id: 'first' });
    assert.equal((await check('aged')).event?.linkedId, 'newer');
  });

  play('one does not replace the answer of the API', async (open) => {
    const { emulator, deliver, check, kept } = await open();
    const { eventId } = await emulator.createEvent('honest', { linked_id: 'of the API' });
    const first = await check(eventId);
    assert.equal(first.source, 'api');
    const { timestamp } = first.event ?? {};
    assert.equal((await deliver({ event_id: eventId, timestamp, linked_id: 'late' })).status, 204);
    assert.deepEqual(kept, [eventId]);
    const { source, event } = await check(eventId);
    assert.deepEqual([source, event?.linkedId], ['cache', 'of the API']);
  });
}
