import { strict as assert } from 'node:assert';
import type { Group } from '../group.js';
import type { ConformanceTarget } from '../harness.js';

type RouteOf = NonNullable<ConformanceTarget['routeOf']>;

/** The expected description of this request in a decision. */
function described(method: 'GET' | 'POST', path: string, routeOf: RouteOf): object {
  const route = routeOf({ method, path });
  return { method, path, ...(route === undefined ? {} : { route }) };
}

export const describedRequest: Group = (play, { routeOf = ({ path }) => path }) => {
  for (const attach of [undefined, {}]) {
    const where = attach ? 'by the guard attached app-wide' : 'with its own guard';

    play(`says which request it is about, and when that was: ${where}`, async (open) => {
      const now = Date.now();
      const scene = await open({ guard: { now: () => now }, ...(attach ? { attach } : {}) });
      const { eventId } = await scene.createEvent('honest', { timestamp: now });
      assert.equal((await scene.send({ path: `/login?eventId=${eventId}&token=secret#top` })).status, 200);
      const [decision] = scene.handled;
      assert.equal(decision?.at, now);
      assert.equal(decision.required, true);
      assert.deepEqual(decision.request, described('POST', '/login', routeOf));
      assert.match(decision.policyRevision, /^[\da-f]{12}$/);
    });
  }

  play('says the method as it was sent', async (open) => {
    const scene = await open();
    const { eventId } = await scene.createEvent();
    await scene.send({ method: 'GET', headers: { 'x-fingerprint-event-id': eventId } });
    assert.deepEqual(scene.handled[0]?.request, described('GET', '/login', routeOf));
  });

  play('is required by its route, or only attached', async (open) => {
    const scene = await open({ attach: {} });
    const { eventId } = await scene.createEvent();
    await scene.send({ path: '/open', body: { eventId } });
    const [decision] = scene.handled;
    assert.equal(decision?.required, false);
    assert.equal(decision.request.path, '/open');
  });

  play('follows a policy that changes while the application runs', async (open) => {
    const scene = await open({ guard: { policies: { login: {} } }, require: { policy: 'login' } });
    const before = await scene.createEvent('incognito');
    assert.equal((await scene.login(before.eventId)).status, 200);
    scene.guard.setPolicies({ policies: { login: { extends: 'strict' } } });
    const after = await scene.createEvent('incognito');
    assert.equal((await scene.login(after.eventId)).status, 403);
    const [one, other] = scene.decisions;
    assert.notEqual(one?.policyRevision, other?.policyRevision);
  });

  for (const attach of [undefined, {}]) {
    const where = attach ? 'by the guard attached app-wide' : 'with its own guard';

    play(`cannot lose the policy that a route requires: ${where}`, async (open) => {
      const scene = await open({
        guard: { policies: { login: {} } },
        require: { policy: 'login' },
        ...(attach ? { attach } : {}),
      });
      const { eventId } = await scene.createEvent();
      assert.equal((await scene.login(eventId)).status, 200);
      assert.throws(() => scene.guard.setPolicies({ policies: {} }), { code: 'ERR_FP_UNKNOWN_POLICY' });
      const { eventId: next } = await scene.createEvent();
      assert.equal((await scene.login(next)).status, 200);
    });

    play(
      `follows the policy that policyFor names for the framework's own request: ${where}`,
      async (open) => {
        const own: unknown[] = [];
        const told: unknown[] = [];
        const scene = await open({
          ...(attach ? { attach } : {}),
          guard: {
            policies: { tenant: { extends: 'strict' } },
            policyFor: ({ headers }, native) => {
              told.push(native);
              return headers['x-tenant'] as string | undefined;
            },
          },
          require: { options: { skip: (native) => own.push(native) < 1 } },
        });
        const { eventId } = await scene.createEvent('incognito');
        assert.equal((await scene.login(eventId, { 'x-tenant': 'tenant' })).status, 403);
        assert.equal(scene.decisions.at(-1)?.policy, 'tenant');
        // Not compared by assert, which would print whole requests.
        assert.ok(told.length > 0 && told.every((native) => native === own[0]), 'told of another object');
        const { eventId: next } = await scene.createEvent('honest');
        assert.ok((await scene.login(next, { 'x-tenant': 'nobody' })).status >= 500);
        assert.equal(scene.handled.length, 0);
      },
    );
  }
};
