import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type Child, startChild } from '../support/child.js';
import { describeWith } from '../support/requirements.js';
import { anyRedis, useRedis } from './redis-server.js';

// Four processes make 8,000 checks.
jest.setTimeout(120_000);

const WORKER = fileURLToPath(new URL('worker.mjs', import.meta.url));
const INSTANCES = 4;
const IDS = 40;
const AT_ONCE = 50;

interface Result {
  letIn: Record<string, number>;
  /** Ids of which a claim was not answered in time. */
  unsure: string[];
}

describeWith(anyRedis, 'four instances over one Redis', (found) => {
  let redis: Awaited<ReturnType<typeof useRedis>>;
  let emulator: Emulator;
  beforeAll(async () => {
    redis = await useRedis(found);
    emulator = await startEmulator();
  });
  afterAll(async () => {
    await emulator.close();
    await redis.end();
  });

  test.each(['ioredis', 'redis'])('let each ID in once, over %s', async (kind) => {
    const events = await Promise.all(Array.from({ length: IDS }, () => emulator.createEvent()));
    const ids = events.map(({ eventId }) => eventId);
    const told = {
      kind,
      redisUrl: redis.url,
      prefix: `test:${randomUUID()}:`,
      apiKey: emulator.secretApiKey,
      baseUrl: emulator.url,
      ids,
      atOnce: AT_ONCE,
    };
    const children = Array.from({ length: INSTANCES }, () =>
      startChild(process.execPath, [WORKER, JSON.stringify(told)], {}),
    );
    await Promise.all(children.map((child) => child.printed('ready')));
    for (const child of children) child.process.stdin?.write('go\n');
    const results = await Promise.all(children.map(resultOf));

    const total = (id: string) => results.reduce((sum, { letIn }) => sum + (letIn[id] ?? 0), 0);
    // A claim whose answer came too late on a busy machine was made, and lets nothing in.
    const unsure = new Set(results.flatMap((result) => result.unsure));
    for (const id of ids) expect(total(id)).toBeLessThanOrEqual(1);
    const sure = ids.filter((id) => !unsure.has(id));
    expect(sure.filter((id) => total(id) !== 1)).toEqual([]);
    expect(sure.length).toBeGreaterThan(IDS / 2);
  });
});

async function resultOf(child: Child): Promise<Result> {
  expect(await child.exited).toBe(0);
  const line = child
    .output()
    .split('\n')
    .find((printed) => printed.startsWith('result '));
  return JSON.parse(line?.slice('result '.length) ?? '') as Result;
}
