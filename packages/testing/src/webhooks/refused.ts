import { strict as assert } from 'node:assert';
import { createMemoryEventCache } from '@fingerprint-guard/core';
import type { Answer } from '../send.js';
import type { PlayWebhook } from './play.js';
import { SECRET, sign } from './scene.js';

const MiB = 1024 * 1024;

function assertProblem({ headers, text }: Answer, status: number, title: string): void {
  assert.equal(headers['content-type'], 'application/problem+json');
  assert.equal(headers['cache-control'], 'no-store');
  assert.deepEqual(JSON.parse(text), { type: 'about:blank', title, status });
}

export function refused(play: PlayWebhook): void {
  play('with another secret', async (open) => {
    const { emulator, webhookUrl, check, kept } = await open();
    emulator.addWebhook({ url: webhookUrl, secret: 'a guess' });
    const { eventId } = await emulator.createEvent();
    const [delivery] = await emulator.deliveries();
    assert.equal(delivery?.status, 403);
    assert.deepEqual(kept, []);
    assert.equal((await check(eventId)).source, 'api');
  });

  const body = JSON.stringify({ event_id: 'forged', timestamp: Date.now() });
  const wrong: Record<string, Record<string, string>> = {
    'without a signature': {},
    'with an empty signature': { 'fpjs-event-signature': '' },
    'with the signature of another body': { 'fpjs-event-signature': sign(`${body} `) },
    'with a signature of an unknown version': { 'fpjs-event-signature': sign(body).replace('v1', 'v2') },
  };
  for (const [name, headers] of Object.entries(wrong)) {
    play(name, async (open) => {
      const { deliver, kept, errors } = await open();
      const answer = await deliver(body, headers);
      assert.equal(answer.status, 403);
      assertProblem(answer, 403, 'Forbidden');
      assert.deepEqual([kept, errors], [[], []]);
    });
  }

  for (const odd of ['{}', '[]', '{"event_id":"timeless"}', `{"timestamp":${Date.now()}}`]) {
    play(`signed, but not an event: ${odd.replace(/\d+/, 'now')}`, async (open) => {
      const { deliver, kept } = await open();
      const answer = await deliver(odd);
      assert.equal(answer.status, 400);
      assertProblem(answer, 400, 'Bad Request');
      assert.deepEqual(kept, []);
    });
  }

  // A framework that parses the body first answers these itself.
  for (const garbage of ['{', 'null', '"event"', '\u0000']) {
    play(`signed, but garbage: ${JSON.stringify(garbage)}`, async (open) => {
      const { deliver, kept } = await open();
      assert.equal((await deliver(garbage)).status, 400);
      assert.deepEqual(kept, []);
    });
  }

  play('above 1 MiB, with or without its length', async (open) => {
    const { deliver, webhookUrl, kept } = await open();
    const large = JSON.stringify({ event_id: 'large', timestamp: Date.now(), tags: { x: 'x'.repeat(MiB) } });
    assert.equal((await deliver(large)).status, 413);
    const headers = { 'content-type': 'application/json', 'fpjs-event-signature': sign(large) };
    const chunked = { method: 'POST', headers, body: new Blob([large]).stream(), duplex: 'half' } as const;
    assert.equal((await fetch(webhookUrl, chunked)).status, 413);
    assert.deepEqual(kept, []);
  });

  play('behind a parser that keeps no raw body: the error says how to keep it', async (open) => {
    const { emulator, webhookUrl, errors, kept } = await open({ parsed: true });
    emulator.addWebhook({ url: webhookUrl, secret: SECRET });
    await emulator.createEvent();
    const [delivery] = await emulator.deliveries();
    assert.equal(delivery?.status, 500);
    const [error] = errors as { code?: string; message?: string }[];
    assert.equal(error?.code, 'ERR_FP_RAW_BODY');
    assert.match(error?.message ?? '', /fingerprintWebhook before|rawBody: true/);
    assert.deepEqual(kept, []);
  });

  play('by 503 if the cache fails, so that it is sent again', async (open) => {
    const set = async () => {
      throw new Error('the cache is gone');
    };
    const { deliver, warnings } = await open({ guard: { cache: { ...createMemoryEventCache(), set } } });
    const answer = await deliver(body);
    assert.equal(answer.status, 503);
    assertProblem(answer, 503, 'Service Unavailable');
    assert.equal(warnings.length, 1);
  });

  play('once the guard is closed', async (open) => {
    const { guard, deliver, errors } = await open();
    await guard.close();
    assert.equal((await deliver(body)).status, 500);
    assert.equal((errors[0] as { code?: string }).code, 'ERR_FP_CLOSED');
  });
}
