import { strict as assert } from 'node:assert';
import type { Group } from '../group.js';

export const linkedId: Group = (play) => {
  for (const attach of [undefined, {}]) {
    const where = attach ? 'by the guard attached app-wide' : 'by a guard of its own';
    play(`is told the framework's own request, as skip is: ${where}`, async (open) => {
      const own: unknown[] = [];
      const told: unknown[] = [];
      const scene = await open({
        ...(attach ? { attach } : {}),
        guard: { linkedId: (_request, native) => void told.push(native) },
        require: { options: { skip: (native) => own.push(native) < 1 } },
      });
      const { eventId } = await scene.createEvent();
      assert.equal((await scene.login(eventId)).status, 200);
      assert.equal(own.length, 1);
      assert.ok(told.length > 0);
      // Not compared by assert, which would print whole requests.
      assert.ok(
        told.every((native) => native === own[0]),
        'told of another object',
      );
    });
  }
};
