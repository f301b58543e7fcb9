import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { EventCache, FingerprintEvent } from '@fingerprint-guard/core';
import { createRedisEventCache } from '@fingerprint-guard/redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { hashedKey } from '../../packages/redis/src/hashed-key.js';
import { startChild } from '../support/child.js';
import { describeWith } from '../support/requirements.js';
import { CLIENTS, type OpenClient } from './clients.js';
import { CLUSTER_CLIENTS } from './cluster-clients.js';
import { startNode } from './redis-group.js';
import { RedisServer, redisProgram } from './redis-server.js';

const WORKER = fileURLToPath(new URL('webhook-worker.mjs', import.meta.url));
const IDS = 100;

const eventAt = (timestamp: number | undefined, more: object = {}): FingerprintEvent => ({
  eventId: 'a',
  generation: 'v4',
  failed: {},
  raw: {},
  ...(timestamp === undefined ? {} : { timestamp }),
  ...more,
});

describeWith(redisProgram, 'the newest event over Redis', (program) => {
  let server: RedisServer;
  let admin: Redis;
  beforeAll(async () => {
    server = await RedisServer.start(program);
    admin = new Redis(server.url);
  });
  afterAll(async () => {
    admin.disconnect();
    await server.kill();
  });

  describe.each(Object.entries(CLIENTS))('by %s', (_name, connect) => {
    let open: OpenClient;
    let prefix: string;
    let cache: EventCache;
    beforeEach(() => {
      open = connect(server.url);
      prefix = `test:${randomUUID()}:`;
      cache = createRedisEventCache({ client: open.client, prefix, timeoutMs: 5000 });
    });
    afterEach(() => open.end());
    const put = async (event: FingerprintEvent) => cache.setIfNewer?.('a', event, 60_000);

    test('takes the place of an older one, and of none else', async () => {
      const outcomes = [];
      for (const time of [2, 2, 1, 3, undefined, 1_700_000_000_001, 1_700_000_000_000]) {
        outcomes.push(await put(eventAt(time)));
      }
      expect(outcomes).toEqual([true, false, false, true, false, true, false]);
      expect(await cache.get('a')).toEqual(eventAt(1_700_000_000_001));
      expect(await admin.pttl(hashedKey(prefix, 'a'))).toBeGreaterThan(50_000);
    });

    test.each<[string, string]>([
      ['of another event', JSON.stringify(eventAt(9, { eventId: 'b' }))],
      ['that is partial', JSON.stringify(eventAt(9, { partial: true }))],
      ['that is invalid', JSON.stringify({ eventId: 'a', timestamp: 9 })],
      ['that lacks what was asked for', JSON.stringify({ eventId: 'a', generation: 'v4', timestamp: 9 })],
      ['of another generation', JSON.stringify(eventAt(9, { generation: 'v5' }))],
      ['of no JSON', '{"eventId":"a"'],
      ['of JSON that is no object', '9'],
      ['of nested lists without end', '['.repeat(5000)],
    ])('takes the place of a value %s', async (_what, value) => {
      await admin.set(hashedKey(prefix, 'a'), value);
      expect(await put(eventAt(1))).toBe(true);
      expect(await cache.get('a')).toEqual(eventAt(1));
    });

    test('stays out if it is a giant', async () => {
      expect(await put(eventAt(1, { raw: 'x'.repeat(300_000) }))).toBe(false);
      expect(await cache.get('a')).toBeUndefined();
    });
  });

  test('is one of two processes that take deliveries of the same events at once', async () => {
    const prefix = `test:${randomUUID()}:`;
    const ids = Array.from({ length: IDS }, (_, index) => `id-${index}`);
    // Each process has the newest delivery of half of the events, among older ones.
    const deliveries = (own: number) =>
      ids.flatMap((event_id, index) =>
        [10, 20, index % 2 === own ? 40 : 30].map((timestamp) => ({ event_id, timestamp })),
      );
    const children = [0, 1].map((own) =>
      startChild(
        process.execPath,
        [WORKER, JSON.stringify({ redisUrl: server.url, prefix, deliveries: deliveries(own) })],
        {},
      ),
    );
    await Promise.all(children.map((child) => child.printed('ready')));
    for (const child of children) child.process.stdin?.write('go\n');
    for (const child of children) {
      expect(await child.exited).toBe(0);
      expect(child.output()).not.toContain('not-kept');
    }
    const keys = await admin.keys(`${prefix}*`);
    const kept = await Promise.all(keys.map((key) => admin.get(key)));
    expect(kept.map((json) => (JSON.parse(json ?? '') as FingerprintEvent).timestamp)).toEqual(
      ids.map(() => 40),
    );
  });
});

describeWith(redisProgram, 'the newest event over a cluster', (program) => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startNode(program);
    const admin = new Redis(server.url);
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    while (!String(await admin.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) await admin.ping();
    admin.disconnect();
  });
  afterAll(() => server.kill());

  test.each(Object.entries(CLUSTER_CLIENTS))('by %s', async (_name, connect) => {
    const { client, end } = await connect([server]);
    const cache = createRedisEventCache({ client, prefix: `test:${randomUUID()}:`, timeoutMs: 5000 });
    const outcomes = [];
    for (const time of [2, 1, 3]) outcomes.push(await cache.setIfNewer?.('a', eventAt(time), 60_000));
    expect(outcomes).toEqual([true, false, true]);
    await end();
  });
});
