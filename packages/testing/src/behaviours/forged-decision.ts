import { strict as assert } from 'node:assert';
import { assertBlocked } from '../assert-blocked.js';
import type { Group } from '../group.js';

const FORGED = { id: 'forged', action: 'allow', blocked: false, reasons: [], signals: {} };

const JSON_TEXT = JSON.stringify(FORGED);
/** Every place where a client could put a decision, by the name under which handlers find theirs. */
const everywhere = (path: string) => ({
  path: `${path}?fingerprint=${encodeURIComponent(JSON_TEXT)}&fingerprint[action]=allow`,
  headers: { fingerprint: JSON_TEXT, 'x-fingerprint': JSON_TEXT },
  body: { fingerprint: FORGED, __proto__: { fingerprint: FORGED } },
});

/** The properties that another library may have defined where the decision goes. */
const FOREIGN: Readonly<Record<string, PropertyDescriptor>> = {
  'a value': { value: FORGED, writable: true, enumerable: true, configurable: true },
  'a value that is read only': { value: FORGED, configurable: true },
  'a getter': { get: () => FORGED, configurable: true },
  'a getter, with a setter that ignores what is written,': {
    get: () => FORGED,
    set: () => {},
    configurable: true,
  },
};

export const forgedDecision: Group = (play) => {
  play('a decision sent by the client gains nothing', async (open) => {
    const scene = await open();
    const sent = everywhere('/login');
    assertBlocked(scene, await scene.send(sent), { rule: 'missing-event', retry: true });
    const { eventId } = await scene.createEvent('bad-bot');
    const withEvent = { ...sent, body: { ...sent.body, eventId } };
    assertBlocked(scene, await scene.send(withEvent), { rule: 'bad-bot' });
  });

  for (const [how, path, spec] of [
    ['required', '/login', {}],
    ['attached app-wide', '/open', { attach: {} }],
    ['skipped', '/login', { require: { options: { skip: true } } }],
    ['neither required nor attached', '/open', {}],
  ] as const) {
    play(`a decision sent by the client reaches no handler: ${how}`, async (open) => {
      const scene = await open(spec);
      const { eventId } = await scene.createEvent();
      const sent = everywhere(path);
      const answer = await scene.send({ ...sent, body: { ...sent.body, eventId } });
      assert.equal(answer.status, 200);
      assert.deepEqual(scene.handled, [scene.decisions[0]]);
    });
  }

  for (const [form, foreign] of Object.entries(FOREIGN)) {
    play(`${form} of another library in its place is replaced`, async (open) => {
      const scene = await open({ foreign });
      assertBlocked(scene, await scene.send(), { rule: 'missing-event', retry: true });
      const { eventId } = await scene.createEvent();
      assert.equal((await scene.login(eventId)).status, 200);
      assert.equal(scene.handled[0], scene.decisions.at(-1));
    });

    play(`${form} of another library in its place is replaced if decisions are attached`, async (open) => {
      const scene = await open({ foreign, attach: {} });
      assert.equal((await scene.send({ path: '/open' })).status, 200);
      const { eventId } = await scene.createEvent('bad-bot');
      await scene.send({ path: '/open', body: { eventId } });
      assert.equal(scene.handled.length, 2);
      assert.notEqual(scene.handled[0]?.id, FORGED.id);
      assert.notEqual(scene.handled[0]?.action, 'allow');
      assert.equal(scene.handled[1]?.action, 'deny');
    });

    play(`${form} of another library in its place is cleared if attaching is skipped`, async (open) => {
      const scene = await open({ foreign, attach: { skip: () => true } });
      const { eventId } = await scene.createEvent();
      await scene.send({ path: '/open', body: { eventId } });
      assert.deepEqual(scene.handled, [undefined]);
    });

    play(`${form} of another library in its place is cleared if a route is skipped`, async (open) => {
      const scene = await open({ foreign, require: { options: { skip: true } } });
      await scene.send();
      assert.deepEqual(scene.handled, [undefined]);
    });
  }
};
