import { strict as assert } from 'node:assert';
import { assertBlocked } from '../assert-blocked.js';
import type { Group } from '../group.js';
import type { Sent } from '../send.js';

const BOUNDARY = 'boundary-of-the-form';

/** Builds a form with a field for the event ID and a picture; optionally with a file in place of the ID. */
function formOf(eventId: string, { asFile = false } = {}): Pick<Sent, 'headers' | 'body'> & object {
  const parts = [
    `name="eventId"${asFile ? '; filename="id.txt"\r\ncontent-type: text/plain' : ''}\r\n\r\n${eventId}`,
    'name="picture"; filename="picture.png"\r\ncontent-type: image/png\r\n\r\npixels',
  ];
  const lines = parts.map((part) => `--${BOUNDARY}\r\ncontent-disposition: form-data; ${part}\r\n`);
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: `${lines.join('')}--${BOUNDARY}--\r\n`,
  };
}

const UNPARSED = /multipart form is not parsed/;

export const formWithFiles: Group = (play) => {
  play('carries its event ID in a header, whoever parses its fields', async (open) => {
    const scene = await open();
    const { eventId } = await scene.createEvent();
    const { headers, body } = formOf('another');
    const sent = { headers: { ...headers, 'x-fingerprint-event-id': eventId }, body };
    assert.equal((await scene.send(sent)).status, 200);
    assert.equal(scene.handled[0]?.signals.eventId, eventId);
    assertBlocked(scene, await scene.send(sent), { rule: 'reused-event', handledBefore: 1 });
    assert.deepEqual(scene.warnings, []);
  });

  play(
    'carries its event ID in a field, or the log says that nothing has parsed it; a file is not an ID',
    async (open) => {
      const scene = await open();
      const { eventId } = await scene.createEvent();
      const answer = await scene.send(formOf(eventId));
      const isRead = answer.status === 200;
      if (isRead) assert.equal(scene.handled[0]?.signals.eventId, eventId);
      else assertBlocked(scene, answer, { rule: 'missing-event', retry: true });
      assert.equal(scene.warnings.filter((warning) => UNPARSED.test(warning)).length, isRead ? 0 : 1);

      const { eventId: next } = await scene.createEvent();
      const stop = isRead
        ? { rule: 'malformed-event', handledBefore: 1 }
        : { rule: 'missing-event', retry: true };
      assertBlocked(scene, await scene.send(formOf(next, { asFile: true })), stop);
    },
  );
};
