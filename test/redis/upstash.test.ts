import { randomUUID } from 'node:crypto';
import { replayStoreConformance } from '@fingerprint-guard/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { upstashReplayStore } from '../runtimes/upstash-replay-store.js';
import { describeWith } from '../support/requirements.js';
import { anyRedis, useRedis } from './redis-server.js';
import { serveUpstash } from './upstash-rest.js';

const TOKEN = 'the-token';

describeWith(anyRedis, 'the recipe for Upstash, with a Redis behind its REST API', (found) => {
  let redis: Awaited<ReturnType<typeof useRedis>>;
  let client: Redis;
  let rest: Awaited<ReturnType<typeof serveUpstash>>;
  beforeAll(async () => {
    redis = await useRedis(found);
    client = new Redis(redis.url);
    rest = await serveUpstash(client, TOKEN);
  });
  afterAll(async () => {
    await rest?.close();
    client?.disconnect();
    await redis?.end();
  });

  const create = () => ({
    store: upstashReplayStore(`${rest.url}/${randomUUID()}`, TOKEN),
    close: () => undefined,
  });
  replayStoreConformance({ name: 'Upstash', create }, { describe, test });

  test('a wrong token is a failure of the store, and no first claim', async () => {
    await expect(upstashReplayStore(rest.url, 'another').claim('a', 1000)).rejects.toThrow('401');
  });
});
