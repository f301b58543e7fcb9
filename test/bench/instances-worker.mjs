// One of several instances: checks as often as it is told, with what it shares with the others.
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { createRedisBudget, createRedisEventCache, createRedisReplayStore } from '@fingerprint-guard/redis';
import { Redis } from 'ioredis';
import { nextId } from './subjects.mjs';

const { redisUrl, baseUrl } = JSON.parse(process.argv[2]);
const client = new Redis(redisUrl);
const shared = () => ({
  replayStore: createRedisReplayStore({ client, timeoutMs: 1000 }),
  cache: createRedisEventCache({ client, timeoutMs: 1000 }),
});
/** What the instances share, by name. */
const KINDS = {
  'nothing shared': {},
  'claims and events': shared(),
  'claims, events, budget': {
    ...shared(),
    budget: createRedisBudget({ client, timeoutMs: 1000, perSecond: 1e6, burst: 1e6 }),
  },
  'a budget that is spent': {
    ...shared(),
    budget: createRedisBudget({ client, prefix: 'spent:', timeoutMs: 1000, perSecond: 0.001, burst: 1 }),
  },
};
const guards = Object.fromEntries(
  Object.entries(KINDS).map(([name, options]) => [
    name,
    createFingerprintGuard({
      apiKey: 'bench',
      baseUrl,
      origins: ['https://shop.example'],
      logger: false,
      ...options,
    }),
  ]),
);

process.on('message', async ({ kind, count, inFlight }) => {
  const guard = guards[kind];
  // Ids of other processes are others.
  const given = Array.from({ length: count }, () => `${nextId()}${process.pid}`);
  let found = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const work = async () => {
    while (given.length > 0) {
      const body = { requestId: given.pop() };
      const request = { method: 'POST', url: '/login', headers: {}, body, ip: '203.0.113.24' };
      const { signals } = await guard.check(request);
      if (signals.lookup === 'found') found++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  const { user, system } = process.cpuUsage(cpu);
  process.send({ wallMs: performance.now() - start, cpuUs: (user + system) / count, found });
});
process.send(Object.keys(KINDS));
