import { strict as assert } from 'node:assert';
import type { Group } from '../group.js';
import type { SceneSpec } from '../scene.js';

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object') Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

export const configuration: Group = (play) => {
  for (const attach of [undefined, {}]) {
    const where = attach ? 'by the guard attached app-wide' : 'with its own guard';
    play(`an unknown policy is an error, never a pass: ${where}`, async (open) => {
      const spec = { ...(attach ? { attach } : {}), require: { policy: 'lgoin' } };
      const scene = await open(spec).catch((error: unknown) => {
        assert.match(String(error), /lgoin/);
        return undefined;
      });
      if (!scene) return;
      const { eventId } = await scene.createEvent();
      assert.ok((await scene.login(eventId)).status >= 500);
      assert.deepEqual(scene.handled, []);
    });
  }

  play('the name of a preset stands for it, unless the guard has a policy of that name', async (open) => {
    const own = { strict: { rules: { incognito: 'observe' } } } as const;
    for (const [policies, status] of [
      [{}, 403],
      [own, 200],
    ] as const) {
      const scene = await open({ guard: { policies }, require: { policy: 'strict' } });
      const { eventId } = await scene.createEvent('incognito');
      assert.equal((await scene.login(eventId)).status, status);
      assert.equal(scene.decisions[0]?.policy, 'strict');
    }
  });

  play('options are never changed', async (open) => {
    const spec: SceneSpec = deepFreeze({
      guard: {
        policy: { extends: ['recommended', { rules: { incognito: 'deny' } }] },
        policies: { lax: { rules: { 'bad-bot': 'observe', 'stale-event': ['deny', { maxAgeMs: 60_000 }] } } },
        eventFrom: [{ header: 'X-My-Id' }, { body: 'fp.id' }],
        clientIp: { trustedProxies: ['127.0.0.1'] },
        origins: ['https://shop.example'],
        expects: ['bot'],
      },
      require: { policy: { rules: { vpn: 'deny' } }, options: { skip: false, passChallenge: true } },
      attach: { skip: () => false },
    });
    const scene = await open(spec);
    const { eventId } = await scene.createEvent();
    assert.equal((await scene.send({ body: { fp: { id: eventId } } })).status, 200);
    assert.equal(scene.handled[0]?.policy, 'inline');
  });

  play('another place for the ID replaces the default ones', async (open) => {
    const scene = await open({ guard: { eventFrom: { cookie: 'fp' } } });
    const { eventId } = await scene.createEvent();
    assert.equal((await scene.login(eventId)).status, 403);
    assert.equal((await scene.send({ headers: { cookie: `a=b; fp=${eventId}` } })).status, 200);
  });

  play('a hook that fails does not break the request', async (open) => {
    const onDecision = () => {
      throw new Error('the hook fails');
    };
    const scene = await open({ guard: { onDecision } });
    const { eventId } = await scene.createEvent();
    assert.equal((await scene.login(eventId)).status, 200);
    assert.equal((await scene.login(eventId)).status, 403);
  });
};
