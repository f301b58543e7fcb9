import { strict as assert } from 'node:assert';
import { assertBlocked } from '../assert-blocked.js';
import type { Group } from '../group.js';

const POLICY = { rules: { incognito: 'challenge' } } as const;
const STEP_UP = { guard: { policy: POLICY }, require: { options: { passChallenge: true } } };

export const challenge: Group = (play) => {
  play('blocks the request if no handler does the step-up', async (open) => {
    const scene = await open({ guard: { policy: POLICY } });
    const { eventId } = await scene.createEvent('incognito');
    assertBlocked(scene, await scene.login(eventId), { rule: 'incognito', action: 'challenge' });
  });

  play('reaches a handler that does the step-up itself', async (open) => {
    const scene = await open(STEP_UP);
    const { eventId } = await scene.createEvent('incognito');
    assert.equal((await scene.login(eventId)).status, 200);
    const [decision] = scene.handled;
    assert.equal(decision?.action, 'challenge');
    assert.equal(decision?.blocked, false);
    assert.deepEqual(
      decision?.reasons.map(({ rule }) => rule),
      ['incognito'],
    );
    assert.equal(scene.decisions[0]?.blocked, false);
  });

  play('uses the event up, so that each step-up needs its own event', async (open) => {
    const scene = await open(STEP_UP);
    const { eventId } = await scene.createEvent('incognito');
    assert.equal((await scene.login(eventId)).status, 200);
    assertBlocked(scene, await scene.login(eventId), { rule: 'reused-event', handledBefore: 1 });
  });

  play('does not let a denied request through', async (open) => {
    const scene = await open(STEP_UP);
    const { eventId } = await scene.createEvent('bad-bot');
    assertBlocked(scene, await scene.login(eventId), { rule: 'bad-bot' });
  });

  for (const [name, require] of [
    ['a step-up', STEP_UP.require],
    ['a route without step-up', {}],
  ] as const) {
    play(`without an event becomes a 503 that says when to try again: ${name}`, async (open) => {
      const claimed: string[] = [];
      const replayStore = { claim: async (key: string) => claimed.push(key) > 0 };
      const scene = await open({ guard: { policy: POLICY, replayStore }, require });
      const { eventId } = await scene.createEvent();
      scene.emulator.setFault({ kind: 'status', status: 429, retryAfter: 7 });
      const answer = await scene.login(eventId);
      assertBlocked(scene, answer, { rule: 'over-budget', action: 'challenge', status: 503 });
      assert.equal(answer.headers['retry-after'], '7');
      assert.deepEqual(claimed, [], 'a request that was blocked used the ID up');
    });
  }
};
