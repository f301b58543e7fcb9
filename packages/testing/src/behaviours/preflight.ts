import { strict as assert } from 'node:assert';
import { assertBlocked } from '../assert-blocked.js';
import type { Group } from '../group.js';
import { SHOP } from '../scene.js';

const ASKS = {
  origin: SHOP,
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'x-fingerprint-event-id',
};

export const preflight: Group = (play) => {
  for (const path of ['/login', '/open']) {
    play(`of ${path} is never judged`, async (open) => {
      const scene = await open({ attach: {} });
      const { eventId } = await scene.createEvent();
      const headers = { ...ASKS, 'x-fingerprint-event-id': eventId };
      await scene.send({ method: 'OPTIONS', path, headers });
      assert.deepEqual(scene.decisions, []);
      assert.deepEqual(scene.asked(), []);
      assert.deepEqual(scene.handled, []);
    });
  }

  play('is recognised by its method, not by its headers alone', async (open) => {
    const scene = await open();
    assertBlocked(scene, await scene.send({ headers: ASKS }), { rule: 'missing-event', retry: true });
    const asGet = await scene.send({ method: 'GET', headers: ASKS });
    assertBlocked(scene, asGet, { rule: 'missing-event', retry: true });
  });

  play('is recognised by its headers: an OPTIONS without them is judged', async (open) => {
    const scene = await open({ attach: {} });
    const { eventId } = await scene.createEvent();
    const headers = { 'x-fingerprint-event-id': eventId };
    await scene.send({ method: 'OPTIONS', path: '/open', headers });
    assert.equal(scene.decisions[0]?.signals.eventId, eventId);
  });

  play('has no body: an OPTIONS with one is judged', async (open) => {
    const scene = await open({ attach: {} });
    const { eventId } = await scene.createEvent();
    const headers = { ...ASKS, 'x-fingerprint-event-id': eventId };
    await scene.send({ method: 'OPTIONS', path: '/open', headers, body: { password: 'guess' } });
    assert.equal(scene.decisions[0]?.signals.eventId, eventId);
  });

  play('is never a HEAD, which is judged like a GET', async (open) => {
    const scene = await open();
    const blocked = await scene.send({ method: 'HEAD' });
    assert.equal(blocked.status, 403);
    assert.equal(blocked.headers['content-type'], 'application/problem+json');
    assert.equal(blocked.text, '');
    assert.deepEqual(scene.handled, []);

    const { eventId } = await scene.createEvent();
    const passed = await scene.send({ method: 'HEAD', headers: { 'x-fingerprint-event-id': eventId } });
    assert.equal(passed.status, 200);
    assert.equal(scene.handled.length, 1);
  });
};
