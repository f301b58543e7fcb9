import { strict as assert } from 'node:assert';
import { assertBlocked } from '../assert-blocked.js';
import type { Group } from '../group.js';

const ATTACH = {};

export const attached: Group = (play, { judgesOnce = false }) => {
  play('a route that requires no decision has one, which blocks nothing', async (open) => {
    const scene = await open({ attach: ATTACH });
    const { eventId } = await scene.createEvent('bad-bot');
    const answer = await scene.send({ path: '/open', body: { eventId } });
    assert.equal(answer.status, 200);
    const [decision] = scene.handled;
    assert.equal(decision?.action, 'deny');
    assert.equal(decision?.blocked, false);
    assert.equal(decision?.signals.eventId, eventId);
    assert.equal(decision?.signals.reused, undefined);
  });

  play('a request without an event, and one with a malformed one, pass without a lookup', async (open) => {
    const scene = await open({ attach: ATTACH });
    const answers = [
      await scene.send({ path: '/open' }),
      await scene.send({ path: '/open', body: { eventId: ['a', 'b'] } }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    );
    assert.deepEqual(scene.asked(), []);
  });

  play('an outage blocks nothing', async (open) => {
    const scene = await open({ attach: ATTACH, guard: { policy: { extends: 'strict' } } });
    const { eventId } = await scene.createEvent();
    scene.emulator.setFault({ kind: 'status', status: 500 });
    assert.equal((await scene.send({ path: '/open', body: { eventId } })).status, 200);
    assert.equal(scene.handled[0]?.signals.lookup, 'unavailable');
  });

  play('the ID is not used up: a later request that requires a decision can use it', async (open) => {
    const scene = await open({ attach: ATTACH });
    const { eventId } = await scene.createEvent();
    const early = { path: '/open', body: { eventId } };
    assert.equal((await scene.send(early)).status, 200);
    assert.equal((await scene.send(early)).status, 200);
    assert.equal((await scene.login(eventId)).status, 200);
    assert.equal(scene.handled[2]?.signals.reused, false);
    assertBlocked(scene, await scene.login(eventId), { rule: 'reused-event', handledBefore: 3 });
  });

  play('a request with an attached and a required decision makes one lookup and one claim', async (open) => {
    let claims = 0;
    const replayStore = { claim: async () => ++claims === 1 };
    // Without a cache, a second lookup would be a second call.
    const scene = await open({ attach: ATTACH, guard: { cache: false, replayStore } });
    const { eventId } = await scene.createEvent();
    assert.equal((await scene.send({ body: { eventId } })).status, 200);
    assert.deepEqual(scene.asked(), [`/v4/events/${eventId}`]);
    assert.equal(claims, 1);
    assert.equal(scene.handled.length, 1);
    assert.equal(scene.handled[0]?.signals.reused, false);
    assert.equal(scene.handled[0], scene.decisions.at(-1), 'the handler sees the decision of its route');
  });

  play('a route applies its own policy, whatever decision was attached', async (open) => {
    const policies = { lax: { rules: { 'bad-bot': 'off' } } } as const;
    const scene = await open({ attach: ATTACH, guard: { policies }, require: { policy: 'lax' } });
    const { eventId } = await scene.createEvent('bad-bot');
    assert.equal((await scene.login(eventId)).status, 200);
    const attachedBefore = { policy: 'default', action: 'deny', blocked: false };
    assert.deepEqual(
      scene.decisions.map(({ policy, action, blocked }) => ({ policy, action, blocked })),
      [...(judgesOnce ? [] : [attachedBefore]), { policy: 'lax', action: 'allow', blocked: false }],
    );
    assert.equal(scene.handled[0]?.policy, 'lax');
  });

  play('a route blocks the request although the attached decision did not', async (open) => {
    const scene = await open({ attach: ATTACH });
    const { eventId } = await scene.createEvent('bad-bot');
    assertBlocked(scene, await scene.login(eventId), { rule: 'bad-bot' });
    assertBlocked(scene, await scene.send(), { rule: 'missing-event', retry: true });
  });
};
