import { randomUUID } from 'node:crypto';
import type { ReplayStore } from '@fingerprint-guard/core';
import { createRedisReplayStore } from '@fingerprint-guard/redis';
import { replayStoreConformance } from '@fingerprint-guard/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createClientPool } from 'redis';
import { timed } from '../../packages/core/test/support/lateness.js';
import { hashedKey } from '../../packages/redis/src/hashed-key.js';
import { keySlot } from '../../packages/redis/src/key-slot.js';
import { describeWith } from '../support/requirements.js';
import { sideBySide } from '../support/side-by-side.js';
import { CLUSTER_CLIENTS, type ConnectCluster, type ConnectedClient } from './cluster-clients.js';
import { RedisCluster, startNode } from './redis-group.js';
import { type RedisServer, redisProgram } from './redis-server.js';

/** Ways to reach a cluster of one node. */
const CLIENTS: Readonly<Record<string, (server: RedisServer) => Promise<ConnectedClient>>> = {
  ...Object.fromEntries(
    Object.entries(CLUSTER_CLIENTS).map(([name, connect]) => [
      name,
      (server: RedisServer) => connect([server]),
    ]),
  ),
  'redis 6, pool': async ({ url }) => {
    const client = createClientPool({ url }, { cleanupDelay: 100 });
    await client.connect();
    return { client, end: () => client.destroy() };
  },
};

describeWith(redisProgram, 'a replay store over a cluster', (program) => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startNode(program);
    const client = new Redis(server.url);
    await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    while (!String(await client.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) await client.ping();
    client.disconnect();
  });
  afterAll(() => server.kill());

  for (const [name, connect] of Object.entries(CLIENTS)) {
    const create = async () => {
      const { client, end } = await connect(server);
      const store = createRedisReplayStore({ client, prefix: `test:${randomUUID()}:`, timeoutMs: 5000 });
      return { store, close: async () => void (await end()) };
    };
    replayStoreConformance({ name, create }, sideBySide());

    test(`${name}: a node that stops costs the time bound and no more`, async () => {
      const { client, end } = await connect(server);
      const store = createRedisReplayStore({ client, prefix: `test:${randomUUID()}:`, timeoutMs: 100 });
      await claimed(store, 'before');
      server.stop();
      const { elapsedMs, heldBackMs } = await timed(() =>
        expect(store.claim('during', 60_000)).rejects.toMatchObject({ code: 'ERR_FP_TIMEOUT' }),
      );
      expect(elapsedMs - heldBackMs).toBeLessThan(300);
      server.goOn();
      await claimed(store, 'after');
      await end();
    });
  }
});

describeWith(redisProgram, 'a cluster of which one node fails', (program) => {
  let cluster: RedisCluster;
  /** What claims of each client said while the first node was stopped. */
  const said = new Map<string, { lost: unknown[]; healthy: unknown[] }>();

  /** Names whose keys are on one of the two nodes. */
  const namesOn = (prefix: string, node: number, count: number) => {
    const names = Array.from({ length: 4 * count + 100 }, (_, index) => `name-${index}`);
    const on = names.filter((name) => (keySlot(hashedKey(prefix, name)) < 8192 ? 0 : 1) === node);
    return on.slice(0, count);
  };

  async function open(connect: ConnectCluster) {
    const { client, end } = await connect(cluster.masters);
    const prefix = `test:${randomUUID()}:`;
    const store = createRedisReplayStore({ client, prefix, timeoutMs: 500 });
    const claim = (name: string) => store.claim(name, 60_000).catch(({ code }) => code as string);
    const on = (node: number, count: number) => namesOn(prefix, node, count);
    for (const name of [...on(0, 1), ...on(1, 1)]) await claimed(store, name);
    return {
      async claimAll() {
        const lost = await Promise.all(on(0, 150).map(claim));
        const healthy = [];
        for (const name of on(1, 20).slice(1)) healthy.push(await claim(name));
        return { lost, healthy };
      },
      async isBack() {
        await claimed(store, on(0, 160).at(-1) ?? '');
        await end();
      },
    };
  }

  beforeAll(async () => {
    cluster = await RedisCluster.start(program, 2, { replicas: false });
    const clients = Object.entries(CLUSTER_CLIENTS);
    const opened = await Promise.all(
      clients.map(async ([name, connect]) => ({ name, ...(await open(connect)) })),
    );
    cluster.masters[0]?.stop();
    try {
      await Promise.all(opened.map(async ({ name, claimAll }) => said.set(name, await claimAll())));
    } finally {
      cluster.masters[0]?.goOn();
    }
    await Promise.all(opened.map(({ isBack }) => isBack()));
  });
  afterAll(() => cluster.kill());

  test.each(Object.keys(CLUSTER_CLIENTS))('%s: the keys of the others are as before', (name) => {
    const { lost, healthy } = said.get(name) ?? {};
    expect([...new Set(lost)]).toEqual(['ERR_FP_TIMEOUT']);
    expect([...new Set(healthy)]).toEqual([true]);
  });

  test('the slot of a key is the one that Redis says', async () => {
    const admin = new Redis(cluster.masters[0]?.port ?? 0);
    for (const key of ['', 'a', 'fpg:claim:x', '{tag}x', 'x{tag}{other}', '{}x', '{x', 'ë{ü}', '}{a}']) {
      expect([key, keySlot(key)]).toEqual([key, await admin.call('CLUSTER', 'KEYSLOT', key)]);
    }
    admin.disconnect();
  });
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
