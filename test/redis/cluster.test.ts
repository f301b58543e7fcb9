import { randomUUID } from 'node:crypto';
import type { ReplayStore } from '@fingerprint-guard/core';
import { createRedisReplayStore, type RedisClient } from '@fingerprint-guard/redis';
import { replayStoreConformance } from '@fingerprint-guard/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Cluster, Redis } from 'ioredis';
import { createClientPool, createCluster } from 'redis';
import { createCluster as createCluster4 } from 'redis-4';
import { createCluster as createCluster5 } from 'redis-5';
import { describeWith } from '../support/requirements.js';
import { RedisServer, redisProgram } from './redis-server.js';

interface OpenCluster {
  client: RedisClient;
  end(): unknown;
}

/** Ways to reach a cluster of one node. */
const CLUSTERS: Readonly<Record<string, (server: RedisServer) => Promise<OpenCluster>>> = {
  'ioredis 6, cluster': async ({ port }) => {
    const client = new Cluster([{ host: '127.0.0.1', port }]);
    return { client, end: () => client.disconnect() };
  },
  'redis 6, cluster': async ({ url }) => {
    const client = createCluster({ rootNodes: [{ url }] });
    await client.connect();
    return { client, end: () => client.destroy() };
  },
  'redis 5, cluster': async ({ url }) => {
    const client = createCluster5({ rootNodes: [{ url }] });
    await client.connect();
    return { client, end: () => client.destroy() };
  },
  'redis 4, cluster': async ({ url }) => {
    const client = createCluster4({ rootNodes: [{ url }] });
    client.on('error', () => undefined);
    await client.connect();
    return { client, end: () => client.quit() };
  },
  'redis 6, pool': async ({ url }) => {
    const client = createClientPool({ url }, { cleanupDelay: 100 });
    await client.connect();
    return { client, end: () => client.destroy() };
  },
};

describeWith(redisProgram, 'a replay store over a cluster', (program) => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start(
      program,
      ...['--cluster-enabled', 'yes', '--cluster-config-file', `fpg-test-${randomUUID()}.conf`],
      ...['--cluster-announce-ip', '127.0.0.1'],
    );
    const client = new Redis(server.url);
    await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    while (!String(await client.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) await client.ping();
    client.disconnect();
  });
  afterAll(() => server.kill());

  for (const [name, connect] of Object.entries(CLUSTERS)) {
    const create = async () => {
      const { client, end } = await connect(server);
      const store = createRedisReplayStore({ client, prefix: `test:${randomUUID()}:`, timeoutMs: 5000 });
      return { store, close: async () => void (await end()) };
    };
    replayStoreConformance({ name, create }, { describe, test });

    test(`${name}: a node that stops costs the time bound and no more`, async () => {
      const { client, end } = await connect(server);
      const store = createRedisReplayStore({ client, prefix: `test:${randomUUID()}:`, timeoutMs: 100 });
      await claimed(store, 'before');
      server.stop();
      const started = performance.now();
      await expect(store.claim('during', 60_000)).rejects.toMatchObject({ code: 'ERR_FP_TIMEOUT' });
      expect(performance.now() - started).toBeLessThan(300);
      server.goOn();
      await claimed(store, 'after');
      await end();
    });
  }
});

/** Claims a key as soon as the store can. */
async function claimed(store: ReplayStore, key: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    const settled = await store.claim(key, 60_000).catch(() => 'unavailable');
    if (settled !== 'unavailable') return;
  }
  throw new Error('the store is not back');
}
