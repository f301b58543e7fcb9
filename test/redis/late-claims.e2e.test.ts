import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ReplayStore } from '@fingerprint-guard/core';
import { createRedisReplayStore, type RedisClient } from '@fingerprint-guard/redis';
import { expect, jest, test } from '@jest/globals';
import { Redis as Redis6 } from 'ioredis';
import { Redis as Redis5 } from 'ioredis-5';
import { createSentinel as createSentinel6 } from 'redis';
import { createSentinel as createSentinel5 } from 'redis-5';
import { describeWith } from '../support/requirements.js';
import { CLIENTS, PROMPT_CLIENTS } from './clients.js';
import { CLUSTER_CLIENTS, type ConnectedClient } from './cluster-clients.js';
import { RedisCluster, RedisSentinel } from './redis-group.js';
import { RedisServer, redisProgram } from './redis-server.js';

// A failover takes seconds, and a client may take some more to see it.
jest.setTimeout(60_000);

const CLAIMS = 14;
/** Longer than any client goes on with a command that it lost; some never settle it. In ms. */
const SETTLED_MS = 5000;

/** How long a store that did not answer is left alone. */
const RETRY_MS = 10;

type Run = (...args: unknown[]) => unknown;

/** Notes what a method of a client promises. */
function note(client: object, method: string, promised: Promise<unknown>[]): void {
  const methods = client as Record<string, Run>;
  const original = methods[method] as Run;
  methods[method] = (...args) => {
    const answer = original.apply(client, args);
    if (answer instanceof Promise) promised.push(answer.catch(() => undefined));
    return answer;
  };
}

/** Notes the commands that a client has been given; each is settled once it can no longer be sent. */
function noteCommands(client: RedisClient): Promise<unknown>[] {
  const commands: Promise<unknown>[] = [];
  if (!('withCommandOptions' in client)) {
    note(client, 'call' in client ? 'set' : 'sendCommand', commands);
    return commands;
  }
  const { withCommandOptions } = client;
  client.withCommandOptions = (options) => {
    const bound = withCommandOptions.call(client, options);
    note(bound, 'set', commands);
    return bound;
  };
  return commands;
}

async function settled(commands: readonly Promise<unknown>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const atMost = new Promise((resolve) => {
    timer = setTimeout(resolve, SETTLED_MS);
  });
  await Promise.race([Promise.all(commands), atMost]);
  clearTimeout(timer);
}

/** The result of a claim: true for the first, else false, or the code of its error. */
const said = (store: ReplayStore, key: string): Promise<boolean | string> =>
  store.claim(key, 60_000).catch(({ code }) => code as string);

/** Claims names of its own until the store answers. */
async function answers(store: ReplayStore): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    if ((await said(store, randomUUID())) === true) return;
    await pause(RETRY_MS);
  }
  throw new Error('the store does not answer');
}

interface Failure {
  client: RedisClient;
  fail(): unknown;
  recover(): unknown;
  /** A client that sees what was claimed. */
  witness(): Promise<ConnectedClient> | ConnectedClient;
}

/** How many of the claims that were reported as unavailable during a failure are there after it. */
async function madeLater({ client, fail, recover, witness }: Failure): Promise<number> {
  const prefix = `test:${randomUUID()}:`;
  const store = createRedisReplayStore({ client, prefix });
  await answers(store);
  const commands = noteCommands(client);
  await fail();
  const names = Array.from({ length: CLAIMS }, (_, index) => `name-${index}`);
  expect(new Set(await Promise.all(names.map((name) => said(store, name))))).not.toContain(true);
  await recover();
  await answers(store);
  await settled(commands);

  const observer = await witness();
  const patient = createRedisReplayStore({ client: observer.client, prefix, timeoutMs: 10_000 });
  await answers(patient);
  let made = 0;
  for (const name of names) if (!(await patient.claim(name, 60_000))) made++;
  await observer.end();
  return made;
}

/** Where a failure happens: servers of one run, and nobody else's. */
interface Site {
  kill(): Promise<void>;
}

/** Runs on a site of its own, which is gone afterwards: runs that go on at the same time share nothing. */
async function on<S extends Site>(start: Promise<S>, run: (site: S) => Promise<void>): Promise<void> {
  const site = await start;
  try {
    await run(site);
  } finally {
    await site.kill();
  }
}

const witnessOf = (url: string) => () => {
  const client = new Redis6(url);
  return { client, end: () => client.disconnect() };
};

describeWith(redisProgram, 'claims that were reported as unavailable', (program) => {
  const ended = (client: Redis5 | Redis6): ConnectedClient => {
    client.on('error', () => undefined);
    return { client, end: () => client.disconnect() };
  };
  const name = RedisSentinel.masterName;
  const sentinels = (port: number) => [{ host: '127.0.0.1', port }];
  type ConnectSentinel = (port: number, failoverDetector: boolean) => Promise<ConnectedClient>;
  // A master that dies ends its connections by itself. The detector that a stopped one takes may end the client for good then.
  const sentinelClients: Readonly<Record<string, ConnectSentinel>> = {
    'ioredis 6': async (port, failoverDetector) =>
      ended(new Redis6({ sentinels: sentinels(port), name, failoverDetector })),
    'ioredis 5': async (port, failoverDetector) =>
      ended(new Redis5({ sentinels: sentinels(port), name, failoverDetector })),
    'redis 6': async (port) => {
      const client = createSentinel6({ name, sentinelRootNodes: sentinels(port) });
      client.on('error', () => undefined);
      await client.connect();
      return { client, end: () => client.destroy() };
    },
    'redis 5': async (port) => {
      const client = createSentinel5({ name, sentinelRootNodes: sentinels(port) });
      client.on('error', () => undefined);
      await client.connect();
      return { client, end: () => client.destroy() };
    },
  };
  const failures: [how: string, failoverDetector: boolean, fail: (group: RedisSentinel) => unknown][] = [
    ['was killed', false, (group) => group.master.kill()],
    ['was stopped', true, (group) => group.master.stop()],
  ];
  const rows = Object.entries(sentinelClients).flatMap(([name, connect]) =>
    failures.map(
      ([how, detects, fail]) => [name, how, (port: number) => connect(port, detects), fail] as const,
    ),
  );

  test.concurrent.each(rows)(
    'at a sentinel that fails over %s makes none after its master %s',
    (_name, _how, connect, fail) =>
      on(RedisSentinel.start(program), async (group) => {
        const { client, end } = await connect(group.port);
        const witness = witnessOf(group.replica.url);
        const recover = () => group.promoted();
        expect(await madeLater({ client, fail: () => fail(group), recover, witness })).toBe(0);
        await end();
      }),
  );

  const singleClients = Object.entries({ ...PROMPT_CLIENTS, ...CLIENTS });

  test.concurrent.each(singleClients)(
    'at a single Redis %s are not made after it was killed with them unanswered',
    (_name, connect) =>
      on(RedisServer.start(program), async (redis) => {
        const { client, end } = connect(redis.url);
        const fail = () => redis.stop();
        const recover = async () => {
          await redis.kill();
          await redis.start();
        };
        expect(await madeLater({ client, fail, recover, witness: witnessOf(redis.url) })).toBe(0);
        end();
      }),
  );

  test.concurrent.each(singleClients)(
    'at a single Redis %s are made when it goes on after a stop: they had been sent',
    (_name, connect) =>
      on(RedisServer.start(program), async (redis) => {
        const { client, end } = connect(redis.url);
        const fail = () => redis.stop();
        const recover = () => redis.goOn();
        expect(await madeLater({ client, fail, recover, witness: witnessOf(redis.url) })).toBe(CLAIMS);
        end();
      }),
  );

  test.concurrent.each(Object.entries(CLUSTER_CLIENTS))(
    'at a cluster that fails over %s makes none',
    (_name, connect) =>
      on(RedisCluster.start(program, 1, { replicas: true }), async (cluster) => {
        const [[master], [replica]] = [cluster.masters, cluster.replicas] as [[RedisServer], [RedisServer]];
        const { client, end } = await connect(cluster.servers);
        const recover = async () => {
          await cluster.promoteReplica(0);
          await master.start();
        };
        const witness = witnessOf(replica.url);
        expect(await madeLater({ client, fail: () => master.kill(), recover, witness })).toBe(0);
        await end();
      }),
  );
});
