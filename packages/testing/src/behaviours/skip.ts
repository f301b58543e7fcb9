import { strict as assert } from 'node:assert';
import { assertBlocked } from '../assert-blocked.js';
import type { Group } from '../group.js';

const SKIPS = {
  'a boolean': true,
  'a function': () => true,
  'an async function': async () => true,
} as const;

const KEEPS = {
  'a boolean': false,
  'a function': () => false,
  'an async function': async () => false,
} as const;

const THROWS: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
  'a function': () => {
    throw new Error('skip fails');
  },
  'an async function': () => Promise.reject(new Error('skip fails')),
};

/** Values that are not `true`, though JavaScript treats them as true. */
const TRUTHY: readonly unknown[] = ['false', 1, {}, []];
/** Values that JavaScript treats as false. */
const FALSY: readonly unknown[] = [undefined, null, 0, ''];

/** Answers with each in turn. */
function inTurn(answers: readonly unknown[], isAsync: boolean): () => boolean | Promise<boolean> {
  let asked = 0;
  return () => {
    const answer = answers[asked++ % answers.length] as boolean;
    return isAsync ? Promise.resolve(answer) : answer;
  };
}

export const skip: Group = (play, { judgesOnce = false }) => {
  for (const [form, value] of Object.entries(SKIPS)) {
    play(`as ${form}: not judged, not looked up, not attached`, async (open) => {
      const scene = await open({ require: { options: { skip: value } } });
      const { eventId } = await scene.createEvent('bad-bot');
      assert.equal((await scene.login(eventId)).status, 200);
      assert.deepEqual(scene.handled, [undefined]);
      assert.deepEqual(scene.decisions, []);
      assert.deepEqual(scene.asked(), []);
    });
  }

  for (const [form, value] of Object.entries(KEEPS)) {
    play(`as ${form} that says no: judged`, async (open) => {
      const scene = await open({ require: { options: { skip: value } } });
      assertBlocked(scene, await scene.send(), { rule: 'missing-event', retry: true });
    });
  }

  play('is called with the native request of each', async (open) => {
    const natives: unknown[] = [];
    const note = (native: unknown) => natives.push(native) > 1;
    const scene = await open({ require: { options: { skip: note } } });
    assertBlocked(scene, await scene.send(), { rule: 'missing-event', retry: true });
    assert.equal((await scene.send()).status, 200);
    assert.equal(natives.length, 2);
    assert.ok(natives[0] && typeof natives[0] === 'object');
    assert.notEqual(natives[0], natives[1]);
  });

  for (const [form, value] of Object.entries(THROWS)) {
    play(`as ${form} that throws: an error, never a pass`, async (open) => {
      let fails = true;
      const once = () => (fails ? value() : false);
      const scene = await open({ require: { options: { skip: once } } });
      const { eventId } = await scene.createEvent();
      assert.ok((await scene.login(eventId)).status >= 500);
      assert.deepEqual(scene.handled, []);

      fails = false;
      assert.equal((await scene.login(eventId)).status, 200, 'the server does not keep running');
    });

    play(`of the guard attached app-wide, as ${form} that throws: an error, never a pass`, async (open) => {
      let fails = true;
      const scene = await open({ attach: { skip: () => (fails ? value() : false) } });
      assert.ok((await scene.send({ path: '/open' })).status >= 500);
      assert.deepEqual(scene.handled, []);

      fails = false;
      assert.equal((await scene.send({ path: '/open' })).status, 200, 'the server does not keep running');
    });
  }

  for (const isAsync of [false, true]) {
    const form = isAsync ? 'an async function' : 'a function';

    play(`as ${form} that answers with something truthy: an error, never a pass`, async (open) => {
      const scene = await open({
        attach: { skip: inTurn(TRUTHY, isAsync) },
        require: { options: { skip: inTurn(TRUTHY, isAsync) } },
      });
      for (const _ of TRUTHY) {
        assert.ok((await scene.login((await scene.createEvent()).eventId)).status >= 500);
        assert.ok((await scene.send({ path: '/open' })).status >= 500);
      }
      assert.deepEqual(scene.handled, []);
    });

    play(`as ${form} that answers with something falsy: judged`, async (open) => {
      const scene = await open({ require: { options: { skip: inTurn(FALSY, isAsync) } } });
      for (const _ of FALSY) assertBlocked(scene, await scene.send(), { rule: 'missing-event', retry: true });
    });
  }

  play('of the guard attached app-wide: not looked up, not attached', async (open) => {
    const scene = await open({ attach: { skip: async () => true } });
    const { eventId } = await scene.createEvent('bad-bot');
    assert.equal((await scene.send({ path: '/open', body: { eventId } })).status, 200);
    assert.deepEqual(scene.handled, [undefined]);
    assert.deepEqual(scene.asked(), []);
  });

  play('of a route keeps the decision that is attached app-wide', async (open) => {
    const scene = await open({ attach: {}, require: { options: { skip: true } } });
    const { eventId } = await scene.createEvent('bad-bot');
    assert.equal((await scene.login(eventId)).status, 200);
    const [decision] = scene.handled;
    assert.equal(decision?.action, judgesOnce ? undefined : 'deny');
    assert.equal(decision, scene.decisions[0]);
  });

  play('of the guard attached app-wide does not undo what a route requires', async (open) => {
    const scene = await open({ attach: { skip: () => true } });
    assertBlocked(scene, await scene.send(), { rule: 'missing-event', retry: true });
    const { eventId } = await scene.createEvent();
    assert.equal((await scene.login(eventId)).status, 200);
  });
};
