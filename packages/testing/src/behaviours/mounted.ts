import { strict as assert } from 'node:assert';
import { assertBlocked } from '../assert-blocked.js';
import type { Group } from '../group.js';

const SHOP = '/shop';
const PATH = `${SHOP}/login`;

export const mounted: Group = (play, { routeOf = ({ path }) => path }) => {
  for (const attach of [undefined, {}]) {
    const where = attach ? 'by the guard attached around it' : 'with its own guard';

    play(`is judged once, by the path that was sent and the body: ${where}`, async (open) => {
      const scene = await open({ mount: SHOP, guard: { cache: false }, ...(attach ? { attach } : {}) });
      const { eventId } = await scene.createEvent();
      const sent = { path: PATH, body: { eventId } };
      assert.equal((await scene.send(sent)).status, 200);
      assert.deepEqual(scene.asked(), [`/v4/events/${eventId}`]);
      assert.equal(scene.handled[0]?.signals.eventId, eventId);
      assert.equal(scene.handled[0].request.path, PATH);
      assert.equal(scene.handled[0].request.route, routeOf({ method: 'POST', path: PATH }));

      assertBlocked(scene, await scene.send(sent), { rule: 'reused-event', handledBefore: 1 });
      const without = { rule: 'missing-event', retry: true, handledBefore: 1 };
      assertBlocked(scene, await scene.send({ path: PATH }), without);
    });
  }
};
