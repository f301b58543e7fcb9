import { strict as assert } from 'node:assert';
import type { Group } from '../group.js';
import type { Sent } from '../send.js';

/** The places where a client may put the ID without any configuration. */
const PLACES: Readonly<Record<string, (id: string) => Sent>> = {
  'the header x-fingerprint-event-id': (id) => ({ headers: { 'x-fingerprint-event-id': id } }),
  'the header x-fingerprint-request-id': (id) => ({ headers: { 'X-Fingerprint-Request-Id': id } }),
  'the body, as eventId': (eventId) => ({ body: { eventId } }),
  'the body, as event_id': (event_id) => ({ body: { event_id } }),
  'the body, as requestId': (requestId) => ({ body: { requestId } }),
  'the query, as eventId': (id) => ({ path: `/login?eventId=${id}` }),
  'the query, as event_id': (id) => ({ path: `/login?event_id=${id}` }),
  'the query, as requestId': (id) => ({ path: `/login?requestId=${id}` }),
};

export const honestVisit: Group = (play) => {
  play('is let in, and its handler sees the decision', async (open) => {
    const scene = await open();
    const { eventId, visitorId } = await scene.createEvent();
    const answer = await scene.login(eventId);

    assert.equal(answer.status, 200);
    assert.deepEqual(JSON.parse(answer.text), { handled: true, eventId, visitorId });
    assert.deepEqual(scene.asked(), [`/v4/events/${eventId}`]);
    assert.equal(scene.handled.length, 1);
    const [decision] = scene.handled;
    assert.ok(decision);
    assert.equal(decision.action, 'allow');
    assert.equal(decision.blocked, false);
    assert.equal(decision.failedOpen, false);
    assert.equal(decision.mode, 'enforce');
    assert.equal(decision.policy, 'default');
    assert.equal(decision.source, 'api');
    assert.equal(decision.event?.eventId, eventId);
    assert.deepEqual(decision.reasons, []);
    assert.equal(decision.signals.reused, false);
    assert.equal(decision.signals.ipMatch, 'same');
    assert.deepEqual(scene.decisions, [decision]);
    assert.deepEqual(scene.warnings, []);
  });

  for (const [place, sentWith] of Object.entries(PLACES)) {
    play(`may carry its event ID in ${place}`, async (open) => {
      const scene = await open();
      const { eventId } = await scene.createEvent();
      const answer = await scene.send(sentWith(eventId));
      assert.equal(answer.status, 200);
      assert.equal(scene.handled[0]?.signals.eventId, eventId);
    });
  }

  play('takes its event ID from the first place that has one', async (open) => {
    const scene = await open();
    const { eventId } = await scene.createEvent();
    const { eventId: other } = await scene.createEvent('bad-bot');
    const headers = { 'x-fingerprint-event-id': eventId };
    const answer = await scene.send({ headers, path: `/login?eventId=${other}`, body: { eventId: other } });
    assert.equal(answer.status, 200);
    assert.equal(scene.handled[0]?.signals.eventId, eventId);
  });

  play('may come as a GET', async (open) => {
    const scene = await open();
    const { eventId } = await scene.createEvent();
    const answer = await scene.send({ method: 'GET', headers: { 'x-fingerprint-event-id': eventId } });
    assert.equal(answer.status, 200);
    assert.equal(scene.handled.length, 1);
  });

  play('is judged by the policy that its route names', async (open) => {
    const policies = { payment: { extends: 'strict' } } as const;
    const scene = await open({ guard: { policies }, require: { policy: 'payment' } });
    const { eventId } = await scene.createEvent();
    assert.equal((await scene.login(eventId)).status, 200);
    assert.equal(scene.handled[0]?.policy, 'payment');
  });

  play('reaches its handler once, even if the handler fails', async (open) => {
    const scene = await open({
      onHandled: () => {
        throw new Error('the handler fails');
      },
    });
    const { eventId } = await scene.createEvent();
    assert.ok((await scene.login(eventId)).status >= 500);
    assert.equal(scene.handled.length, 1);
  });
};
