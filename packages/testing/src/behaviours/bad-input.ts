import { strict as assert } from 'node:assert';
import { assertBlocked } from '../assert-blocked.js';
import type { Group } from '../group.js';
import type { Scene } from '../scene.js';
import type { Sent } from '../send.js';

const header = (id: string | readonly string[]): Sent => ({ headers: { 'x-fingerprint-event-id': id } });
const body = (eventId: unknown): Sent => ({ body: { eventId } });
const query = (id: string): Sent => ({ path: `/login?eventId=${id}` });

const MALFORMED: Readonly<Record<string, Sent>> = {
  'an array': body(['1708102555327.NLOjmg']),
  'an object': body({ $ne: null }),
  'an object that turns into a string': body({ toString: 'x', length: 3 }),
  'a number': body(1708102555327),
  'a boolean': body(true),
  'ten kilobytes': body('a'.repeat(10_240)),
  'ten kilobytes in a header': header('a'.repeat(10_240)),
  'a null byte': body('1708102555327.NLOjmg\u0000'),
  'a line break': body('1708102555327.NLOjmg\r\nx-admin: 1'),
  'a space': body('1708102555327 NLOjmg'),
  'letters of other scripts': body('１７０８１０２５５５３２７'),
  'a parent folder': body('..'),
  'this folder': body('.'),
  'another path': body('../visitors/x'),
  'another endpoint': body('search'),
  'a slash': body('a/b'),
  'a slash in a header': header('a/b'),
  'an encoded slash': body('a%2fb'),
  'an encoded slash in the query': query('a%2fb'),
  'an encoded slash, encoded again': query('a%252fb'),
  'a query': body('a?b'),
  'a fragment': body('a#b'),
  'a backslash': body('..\\x'),
  'another host': body('//evil.example/x'),
  'two headers': header(['1708102555327.NLOjmg', '1708102555327.NLOjmh']),
  'two values in the query': { path: '/login?eventId=1708102555327.NLOjmg&eventId=1708102555327.NLOjmh' },
  'an array in the query': { path: '/login?eventId=a&eventId[]=b&eventId=c' },
};

/** A framework's parser may or may not reject these; none of them may pass. */
const ODD_BODIES: Readonly<Record<string, string>> = {
  'malformed JSON': '{"eventId": ',
  'an array': '["1708102555327.NLOjmg"]',
  null: 'null',
  'a string': '"1708102555327.NLOjmg"',
  'a number': '17',
};

/** Asserts that the server is still there, and that honest visits still pass. */
async function assertLivesOn(scene: Scene): Promise<void> {
  const { eventId } = await scene.createEvent();
  assert.equal((await scene.login(eventId)).status, 200);
}

export const badInput: Group = (play) => {
  for (const [name, sent] of Object.entries(MALFORMED)) {
    play(`an ID that is ${name} is malformed, and no call is made`, async (open) => {
      const scene = await open({ attach: {} });
      assertBlocked(scene, await scene.send(sent), { rule: 'malformed-event' });
      assert.deepEqual(scene.asked(), []);
    });
  }

  play('an ID that is null counts as not sent, and no call is made', async (open) => {
    const scene = await open({ attach: {} });
    assertBlocked(scene, await scene.send(body(null)), { rule: 'missing-event', retry: true });
    assert.deepEqual(scene.asked(), []);
  });

  play('an ID with a meaning in URLs is looked up unchanged', async (open) => {
    const scene = await open({ guard: { lag: { retryForMs: 0 } } });
    const ids = ['..a', '...', '-', '_', 'events.search'];
    const answers = await Promise.all(ids.map((id) => scene.send(body(id))));
    assert.ok(answers.every(({ status }) => status === 403));
    assert.deepEqual([...new Set(scene.asked())].sort(), ids.map((id) => `/v4/events/${id}`).sort());
  });

  play('a malformed ID is not replaced by a well-formed one in a later place', async (open) => {
    const scene = await open();
    const { eventId } = await scene.createEvent();
    const sent = { ...header('a/b'), body: { eventId }, path: `/login?eventId=${eventId}` };
    assertBlocked(scene, await scene.send(sent), { rule: 'malformed-event' });
  });

  for (const [name, text] of Object.entries(ODD_BODIES)) {
    play(`a body that is ${name} is the client's mistake, and the server keeps running`, async (open) => {
      const scene = await open();
      const { status } = await scene.send({ body: text });
      assert.ok(status >= 400 && status < 500, `the answer is ${status}`);
      assert.deepEqual(scene.handled, []);
      assert.deepEqual(scene.asked(), []);
      await assertLivesOn(scene);
    });
  }

  play('a body of another type carries no event ID', async (open) => {
    const scene = await open();
    const headers = { 'content-type': 'application/octet-stream' };
    const answer = await scene.send({ headers, body: '{"eventId":"1708102555327.NLOjmg"}' });
    assert.ok(answer.status >= 400 && answer.status < 500, `the answer is ${answer.status}`);
    assert.deepEqual(scene.handled, []);
    await assertLivesOn(scene);
  });
};
