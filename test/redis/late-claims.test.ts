import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReplayStore } from '@fingerprint-guard/core';
import { createRedisReplayStore, type RedisClient } from '@fingerprint-guard/redis';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
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

/** What a claim said: whether it was the first, or the code of its error. */
const said = (store: ReplayStore, key: string): Promise<boolean | string> =>
  store.claim(key, 60_000).catch(({ code }) => code as string);

/** Claims names of its own until the store answers. */
async function answers(store: ReplayStore): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    if ((await said(store, randomUUID())) === true) return;
    await nextTurn();
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

describeWith(redisProgram, 'claims that were reported as unavailable', (program) => {
  describe('at a single Redis', () => {
    let redis: RedisServer;
    beforeEach(async () => {
      redis = await RedisServer.start(program);
    });
    afterEach(() => redis.kill());
    const witness = () => {
      const client = new Redis6(redis.url);
      return { client, end: () => client.disconnect() };
    };

    describe.each(Object.entries({ ...CLIENTS, ...PROMPT_CLIENTS }))('%s', (_name, connect) => {
      test('are not made after it was killed with them unanswered', async () => {
        const { client, end } = connect(redis.url);
        const fail = () => redis.stop();
        const recover = async () => {
          await redis.kill();
          await redis.start();
        };
        expect(await madeLater({ client, fail, recover, witness })).toBe(0);
        end();
      });

      test('are made when it goes on after a stop: they had been sent', async () => {
        const { client, end } = connect(redis.url);
        const fail = () => redis.stop();
        const recover = () => redis.goOn();
        expect(await madeLater({ client, fail, recover, witness })).toBe(CLAIMS);
        end();
      });
    });
  });

  describe('at a cluster that fails over', () => {
    let cluster: RedisCluster;
    beforeEach(async () => {
      cluster = await RedisCluster.start(program, 1, { replicas: true });
    });
    afterEach(() => cluster.kill());
    const master = () => cluster.masters[0] as RedisServer;
    const witness = () => {
      const client = new Redis6(cluster.replicas[0]?.url ?? '');
      return { client, end: () => client.disconnect() };
    };

    test.each(Object.entries(CLUSTER_CLIENTS))('%s makes none', async (_name, connect) => {
      const { client, end } = await connect(cluster.servers);
      const recover = async () => {
        await cluster.promoteReplica(0);
        await master().start();
      };
      expect(await madeLater({ client, fail: () => master().kill(), recover, witness })).toBe(0);
      await end();
    });
  });

  describe('at a sentinel that fails over', () => {
    let group: RedisSentinel;
    beforeEach(async () => {
      group = await RedisSentinel.start(program);
    });
    afterEach(() => group.kill());
    const witness = () => {
      const client = new Redis6(group.replica.url);
      return { client, end: () => client.disconnect() };
    };
    const sentinels = () => [{ host: '127.0.0.1', port: group.port }];
    const ended = (client: Redis5 | Redis6): ConnectedClient => {
      client.on('error', () => undefined);
      return { client, end: () => client.disconnect() };
    };
    const name = RedisSentinel.masterName;
    // A master that dies ends its connections by itself. The detector that a stopped one takes may end the client for good then.
    const clients: Readonly<Record<string, (failoverDetector: boolean) => Promise<ConnectedClient>>> = {
      'ioredis 6': async (failoverDetector) =>
        ended(new Redis6({ sentinels: sentinels(), name, failoverDetector })),
      'ioredis 5': async (failoverDetector) =>
        ended(new Redis5({ sentinels: sentinels(), name, failoverDetector })),
      'redis 6': async () => {
        const client = createSentinel6({
          name,
          sentinelRootNodes: sentinels(),
        });
        client.on('error', () => undefined);
        await client.connect();
        return { client, end: () => client.destroy() };
      },
      'redis 5': async () => {
        const client = createSentinel5({
          name,
          sentinelRootNodes: sentinels(),
        });
        client.on('error', () => undefined);
        await client.connect();
        return { client, end: () => client.destroy() };
      },
    };

    describe.each(Object.entries(clients))('%s', (_name, connect) => {
      test.each<[string, boolean, () => unknown]>([
        ['was killed', false, () => group.master.kill()],
        ['was stopped', true, () => group.master.stop()],
      ])('makes none after its master %s', async (_how, failoverDetector, fail) => {
        const { client, end } = await connect(failoverDetector);
        expect(await madeLater({ client, fail, recover: () => group.promoted(), witness })).toBe(0);
        await end();
      });
    });
  });
});
