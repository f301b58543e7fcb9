import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { anyRedis, useRedis } from '../redis/redis-server.js';
import { type Child, startChild } from '../support/child.js';
import { describeWith } from '../support/requirements.js';

/**
 * How many bursts are sent of each kind, and how many requests are in one: forged IDs are more than the connections of a
 * guard. BURSTS=10 and BURST_SIZE=300 take minutes.
 */
const BURSTS = Number(process.env.BURSTS ?? 1);
const SIZE = Number(process.env.BURST_SIZE ?? 60);

jest.setTimeout(30_000 * BURSTS);

/** Who inflates a body; the others are sent it as it is. */
const FRAMEWORKS = { express: true, koa: true, nest: true, fastify: false, hono: false };

/** About 90 KB, which take a while to parse, and little to send. */
const BODY = Buffer.from(
  JSON.stringify({ padding: Array.from({ length: 4500 }, (_, index) => ({ [`k${index}`]: index })) }),
);
const ZIPPED = gzipSync(BODY);

/** An ID that nobody was given, and that is too old to be waited for. */
const forgedId = () => `${Date.now() - 5000}.${randomBytes(4).toString('hex')}`;

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: { retry?: string };
}

describeWith(anyRedis, 'a burst of requests', (redis) => {
  const children: Child[] = [];
  let api: { url: string; secretApiKey: string };
  let store: Awaited<ReturnType<typeof useRedis>>;
  beforeAll(async () => {
    store = await useRedis(redis);
    const cli = startChild(
      process.execPath,
      ['packages/emulator/dist/esm/cli.js', '--port', '0', '--json'],
      {},
    );
    children.push(cli);
    await cli.printed('}');
    api = JSON.parse(cli.output().split('\n')[0] ?? '');
  });
  afterAll(async () => {
    for (const child of children) {
      child.process.kill();
      await child.exited;
    }
    await store.end();
  });

  async function createEvent(): Promise<string> {
    const created = await fetch(`${api.url}/__emulator/events`, {
      method: 'POST',
      body: JSON.stringify({ overrides: { ip_address: '127.0.0.1' } }),
    });
    return ((await created.json()) as { eventId: string }).eventId;
  }

  async function start(framework: string): Promise<string> {
    const child = startChild(process.execPath, ['test/burst/server.mjs'], {
      FRAMEWORK: framework,
      API_URL: api.url,
      API_KEY: api.secretApiKey,
      REDIS_URL: store.url,
    });
    children.push(child);
    await child.printed('LISTENING');
    return /LISTENING (\S+)/.exec(child.output())?.[1] ?? '';
  }

  describe.each(Object.entries(FRAMEWORKS))('on %s', (framework, inflates) => {
    let url: string;
    beforeAll(async () => {
      url = await start(framework);
    });

    function send(eventId: string): Promise<Answer> {
      const body = inflates ? ZIPPED : BODY;
      const headers = {
        'x-fingerprint-event-id': eventId,
        'content-type': 'application/json',
        'content-length': body.length,
        ...(inflates ? { 'content-encoding': 'gzip' } : {}),
      };
      return new Promise((resolve, reject) => {
        const sent = request(`${url}/login`, { method: 'POST', headers, agent: false }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: JSON.parse(Buffer.concat(chunks).toString()),
            }),
          );
        });
        sent.on('error', reject);
        sent.end(body);
      });
    }

    const burst = (ids: readonly string[]) => Promise.all(ids.map(send));
    const passed = (answers: readonly Answer[]) => answers.filter(({ status }) => status < 300);
    /** Prints how often each status was answered to one kind of burst, if the bursts are sent at full size. */
    const tell = (kind: string, answers: readonly Answer[]) => {
      if (process.env.BURSTS === undefined) return;
      const counts: Record<number, number> = {};
      for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
      console.info(`${framework}, ${kind}: ${answers.length} answers, ${JSON.stringify(counts)}`);
    };
    /** An honest page retries if the answer says when, or asks for a new event. */
    const denied = (answers: readonly Answer[]) =>
      answers.filter(
        ({ status, headers, body }) =>
          status >= 300 && !(status === 503 && 'retry-after' in headers) && body.retry !== 'new-event',
      );

    test('lets a used ID through no second time', async () => {
      const eventId = await createEvent();
      expect((await send(eventId)).status).toBeLessThan(300);
      const answers: Answer[] = [];
      for (let count = 0; count < BURSTS; count++)
        answers.push(...(await burst(Array.from({ length: SIZE }, () => eventId))));
      tell('a used ID', answers);
      expect(passed(answers)).toEqual([]);
    });

    test('lets a new ID through once', async () => {
      for (let count = 0; count < BURSTS; count++) {
        const eventId = await createEvent();
        expect(passed(await burst(Array.from({ length: SIZE }, () => eventId)))).toHaveLength(1);
      }
    });

    test('lets no forged ID through, and honest visitors are looked up right after', async () => {
      const answers: Answer[] = [];
      for (let count = 0; count < BURSTS; count++)
        answers.push(...(await burst(Array.from({ length: 2.5 * SIZE }, forgedId))));
      tell('forged IDs', answers);
      expect(passed(answers)).toEqual([]);
      for (let count = 0; count < 10; count++)
        expect((await send(await createEvent())).status).toBeLessThan(300);
    });

    test('denies no honest visitor', async () => {
      const all: Answer[] = [];
      for (let count = 0; count < BURSTS; count++) {
        const ids = await Promise.all(Array.from({ length: SIZE }, createEvent));
        const answers = await burst(ids);
        expect(passed(answers).length).toBeGreaterThan(0);
        all.push(...answers);
      }
      tell('honest visitors', all);
      expect(denied(all)).toEqual([]);
    });

    test('denies no honest visitor among forged IDs, and lets none of those through', async () => {
      const honest: Answer[] = [];
      const forged: Answer[] = [];
      for (let count = 0; count < BURSTS; count++) {
        const ids = await Promise.all(Array.from({ length: SIZE / 3 }, createEvent));
        const answers = await burst(ids.flatMap((id) => [forgedId(), id, forgedId()]));
        honest.push(...answers.filter((_, index) => index % 3 === 1));
        forged.push(...answers.filter((_, index) => index % 3 !== 1));
      }
      tell('honest visitors among forged IDs', honest);
      tell('forged IDs among honest visitors', forged);
      expect(denied(honest)).toEqual([]);
      expect(passed(forged)).toEqual([]);
    });
  });
});
