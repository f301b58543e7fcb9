import { strict as assert } from 'node:assert';
import type { Group } from '../group.js';

const MANY = 40;

export const concurrency: Group = (play) => {
  for (const [name, attach] of [
    ['', undefined],
    [', also where decisions are attached app-wide', {}],
  ] as const) {
    play(`of ${MANY} requests with one ID exactly one is let through, by one lookup${name}`, async (open) => {
      const scene = await open(attach ? { attach } : {});
      const { eventId } = await scene.createEvent();
      const answers = await Promise.all(Array.from({ length: MANY }, () => scene.login(eventId)));
      const statuses = answers.map(({ status }) => status);
      assert.equal(statuses.filter((status) => status === 200).length, 1);
      assert.equal(statuses.filter((status) => status === 403).length, MANY - 1);
      assert.equal(scene.handled.length, 1);
      assert.deepEqual(scene.asked(), [`/v4/events/${eventId}`]);

      const denied = scene.decisions.filter(({ blocked }) => blocked);
      assert.equal(denied.length, MANY - 1);
      for (const { reasons } of denied) {
        assert.deepEqual(
          reasons.map(({ rule }) => rule),
          ['reused-event'],
        );
      }
      for (const { text } of answers.filter(({ status }) => status === 403)) {
        assert.equal('retry' in JSON.parse(text), false);
      }
    });
  }

  play('concurrent requests do not get mixed up', async (open) => {
    const scene = await open({ attach: {} });
    const addresses = Array.from({ length: 30 }, (_, index) => `198.51.100.${index + 1}`);
    const events = await Promise.all(
      addresses.map((ip_address) => scene.createEvent('honest', { ip_address })),
    );
    const answers = await Promise.all(events.map(({ eventId }) => scene.send({ body: { eventId } })));
    for (const { status } of answers) assert.equal(status, 200);
    assert.deepEqual(
      answers.map(({ text }) => JSON.parse(text)),
      events.map(({ eventId, visitorId }) => ({ handled: true, eventId, visitorId })),
    );
    const ids = new Set(scene.decisions.map(({ id }) => id));
    assert.equal(ids.size, scene.decisions.length, 'a decision ID was given twice');
  });
};
