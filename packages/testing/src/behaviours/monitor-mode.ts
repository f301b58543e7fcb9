import { strict as assert } from 'node:assert';
import type { Group } from '../group.js';

const GUARD = { policy: { mode: 'monitor', rules: { incognito: 'challenge' } } } as const;

export const monitorMode: Group = (play) => {
  for (const [scenario, rule, action] of [
    ['bad-bot', 'bad-bot', 'deny'],
    ['incognito', 'incognito', 'challenge'],
  ] as const) {
    play(`lets ${scenario} pass and records what would have blocked it`, async (open) => {
      const scene = await open({ guard: GUARD });
      const { eventId } = await scene.createEvent(scenario);
      assert.equal((await scene.login(eventId)).status, 200);
      assert.deepEqual(scene.handled, scene.decisions);
      const [decision] = scene.decisions;
      assert.equal(decision?.mode, 'monitor');
      assert.equal(decision?.action, action);
      assert.equal(decision?.blocked, false);
      assert.ok(decision?.reasons.some((reason) => reason.rule === rule && reason.level === action));
    });
  }

  play('lets a request without an event, an unknown one and a used one pass', async (open) => {
    const scene = await open({ guard: GUARD });
    const { eventId } = await scene.createEvent();
    const unknown = `${Date.now() - 10_000}.AbCdEf`;
    const answers = [await scene.send(), await scene.login(unknown)];
    answers.push(await scene.login(eventId), await scene.login(eventId));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
    );
    assert.deepEqual(
      scene.decisions.map(({ reasons }) => reasons[0]?.rule),
      ['missing-event', 'unknown-event', undefined, 'reused-event'],
    );
  });
};
