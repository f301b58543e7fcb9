import { strict as assert } from 'node:assert';
import type { Decision, FingerprintGuardOptions } from '@fingerprint-guard/core';
import type { Group } from '../group.js';
import { connectTo, type RawConnection, requestText } from '../raw-client.js';
import type { Open, Scene, SceneSpec } from '../scene.js';

const withId = (eventId: string) => ({ 'x-fingerprint-event-id': eventId });

/** A stolen event: created at another address than the one that sends it. */
const STOLEN = { ip_address: '203.0.113.9' };
const POLICY = { rules: { 'ip-mismatch': ['deny', { tolerance: 'same-network' }] } } as const;

/** The scene, and its decisions as they are made. */
async function openDeciding(
  open: Open,
  { guard, ...spec }: SceneSpec,
): Promise<[Scene, () => Promise<Decision>]> {
  const decisions: Decision[] = [];
  let decided: (decision: Decision) => void = (decision) => void decisions.push(decision);
  const onDecision: FingerprintGuardOptions['onDecision'] = (decision) => decided(decision);
  const scene = await open({ ...spec, guard: { ...guard, onDecision } });
  const next = () =>
    new Promise<Decision>((resolve) => {
      const before = decisions.shift();
      if (before) resolve(before);
      else decided = resolve;
    });
  return [scene, next];
}

const denyingRules = ({ reasons }: Decision) => reasons.map(({ rule }) => rule);

export const goneClient: Group = (play) => {
  play('a reset is noticed even if the check waits for nothing', async (open) => {
    const rules = { 'missing-event': 'off' } as const;
    const scene = await open({ guard: { policy: { rules } } });
    for (let time = 0; time < 10; time++) {
      const { client, closedAtServer } = await connectTo(scene.url);
      await new Promise((sent) => client.write(requestText('/login', {}), sent));
      client.resetAndDestroy();
      await closedAtServer;
    }
    assert.equal((await scene.send()).status, 200);
    assert.equal(scene.handled.length, 1, 'only the one who waited was handled');
  });

  play(
    'a request whose connection is reset at once never reaches the handler, whatever the policy',
    async (open) => {
      for (const guard of [{}, { policy: POLICY }]) {
        const scene = await open({ guard });
        for (let time = 0; time < 10; time++) {
          const { eventId } = await scene.createEvent('honest', guard.policy ? STOLEN : {});
          const { client, closedAtServer } = await connectTo(scene.url);
          await new Promise((sent) => client.write(requestText('/login', withId(eventId)), sent));
          client.resetAndDestroy();
          await closedAtServer;
        }
        const { eventId } = await scene.createEvent();
        assert.equal((await scene.login(eventId)).status, 200);
        assert.equal(scene.handled.length, 1, 'only the one who waited was handled');
      }
    },
  );

  play(
    'a connection that closes before the request reaches the guard: no lookup, and no handler runs',
    async (open) => {
      let connection: RawConnection | undefined;
      const skip = async () => {
        await connection?.closedAtServer;
        return false;
      };
      const [scene, decision] = await openDeciding(open, {
        guard: { policy: POLICY },
        require: { options: { skip } },
      });
      const { eventId } = await scene.createEvent('honest', STOLEN);
      connection = await connectTo(scene.url);
      connection.client.end(requestText('/login', withId(eventId)));
      const { blocked, signals, ...judged } = await decision();
      assert.equal(blocked, true);
      assert.deepEqual(denyingRules({ blocked, signals, ...judged }), ['client-gone']);
      assert.equal(signals.clientIp, '127.0.0.1');
      assert.deepEqual(scene.asked(), []);

      connection = undefined;
      const honest = await scene.createEvent();
      assert.equal((await scene.login(honest.eventId)).status, 200);
      assert.equal(scene.handled.length, 1);
    },
  );

  play('a connection that closes while the request is judged: no handler runs', async (open) => {
    let connection: RawConnection | undefined;
    const replayStore = {
      async claim() {
        connection?.client.destroy();
        await connection?.closedAtServer;
        return true;
      },
    };
    const [scene, decision] = await openDeciding(open, { guard: { replayStore } });
    const { eventId } = await scene.createEvent();
    connection = await connectTo(scene.url);
    connection.client.write(requestText('/login', withId(eventId)));
    const judged = await decision();
    assert.equal(judged.blocked, true);
    assert.deepEqual(denyingRules(judged), ['client-gone']);

    connection = undefined;
    const honest = await scene.createEvent();
    assert.equal((await scene.login(honest.eventId)).status, 200);
    assert.equal(scene.handled.length, 1);
  });

  play('a decision that is only attached has the address, and says that the client is gone', async (open) => {
    let connection: RawConnection | undefined;
    const skip = async () => {
      await connection?.closedAtServer;
      return false;
    };
    const [scene, decision] = await openDeciding(open, { attach: { skip } });
    const { eventId } = await scene.createEvent();
    connection = await connectTo(scene.url);
    connection.client.end(requestText('/open', withId(eventId)));
    const { action, blocked, signals } = await decision();
    assert.deepEqual({ action, blocked }, { action: 'deny', blocked: false });
    assert.equal(signals.clientGone, true);
    assert.equal(signals.clientIp, '127.0.0.1');

    connection = undefined;
    const honest = await scene.createEvent();
    const answer = await scene.send({ path: '/open', headers: withId(honest.eventId) });
    assert.equal(answer.status, 200);
    assert.equal(scene.handled.at(-1)?.signals.clientGone, false);
    assert.equal(scene.handled.at(-1)?.action, 'allow');
  });
};
