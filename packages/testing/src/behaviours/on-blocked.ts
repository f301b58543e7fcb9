import { strict as assert } from 'node:assert';
import type { Decision } from '@fingerprint-guard/core';
import { assertBlocked } from '../assert-blocked.js';
import type { Group } from '../group.js';

const MOMENTS = [
  ['at once', undefined],
  ['later', () => new Promise<void>((resolve) => setImmediate(resolve))],
] as const;

export const onBlocked: Group = (play, target) => {
  for (const [form, wait] of MOMENTS) {
    play(`answers in place of the problem details, ${form}`, async (open) => {
      const told: Decision[] = [];
      const answerItself = (decision: Decision, context: unknown) => {
        told.push(decision);
        const answer = () => target.answer(context, 401, { stepUp: decision.id });
        return wait ? wait().then(answer) : answer();
      };
      const scene = await open({ require: { options: { onBlocked: answerItself } } });
      const { eventId } = await scene.createEvent('bad-bot');
      const answer = await scene.login(eventId);
      assert.equal(answer.status, 401);
      assert.deepEqual(JSON.parse(answer.text), { stepUp: scene.decisions[0]?.id });
      assert.match(answer.headers['content-type'] ?? '', /^application\/json\b/);
      assert.deepEqual(told, scene.decisions);
      assert.deepEqual(scene.handled, []);
    });
  }

  play('only observes: the default answer is sent', async (open) => {
    const told: Decision[] = [];
    const note = (decision: Decision) => void told.push(decision);
    const scene = await open({ require: { options: { onBlocked: note } } });
    const decision = assertBlocked(scene, await scene.send(), { rule: 'missing-event', retry: true });
    assert.deepEqual(told, [decision]);
  });

  const { setStatus } = target;
  if (setStatus) {
    for (const [form, wait] of MOMENTS) {
      play(`sets only the status, ${form}: the problem details have it too too`, async (open) => {
        const busy = (_decision: Decision, context: unknown) =>
          wait ? wait().then(() => setStatus(context, 429)) : setStatus(context, 429);
        const scene = await open({ require: { options: { onBlocked: busy } } });
        assertBlocked(scene, await scene.send(), { rule: 'missing-event', retry: true, status: 429 });
        const { eventId } = await scene.createEvent();
        assert.equal((await scene.login(eventId)).status, 200);
      });
    }
  }

  play('is not called for a request that passes', async (open) => {
    let calls = 0;
    const scene = await open({ require: { options: { onBlocked: () => void calls++ } } });
    const { eventId } = await scene.createEvent();
    assert.equal((await scene.login(eventId)).status, 200);
    assert.equal(calls, 0);
  });

  for (const [form, fail] of [
    [
      'throws',
      () => {
        throw new Error('onBlocked fails');
      },
    ],
    ['rejects', () => Promise.reject(new Error('onBlocked fails'))],
  ] as const) {
    play(`${form}: an error, never a pass`, async (open) => {
      const scene = await open({ require: { options: { onBlocked: fail } } });
      assert.ok((await scene.send()).status >= 500);
      assert.deepEqual(scene.handled, []);
      const { eventId } = await scene.createEvent();
      assert.equal((await scene.login(eventId)).status, 200, 'the server does not keep running');
    });
  }
};
