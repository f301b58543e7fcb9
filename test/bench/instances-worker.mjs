// One of several instances: checks as often as it is told, with what it shares with the others.
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { createRedisBudget, createRedisEventCache, createRedisReplayStore } from '@fingerprint-guard/redis';
import { Redis } from 'ioredis';
import { nextDelivery, SECRET } from './delivery.mjs';
import { nextSealed, SEALED_KEY } from './sealed.mjs';
import { nextId } from './subjects.mjs';

const { redisUrl, baseUrl } = JSON.parse(process.argv[2]);
const client = new Redis(redisUrl);
const claims = { replayStore: createRedisReplayStore({ client, timeoutMs: 1000 }) };
const events = { cache: createRedisEventCache({ client, timeoutMs: 1000 }) };
const budget = (options) => ({ budget: createRedisBudget({ client, timeoutMs: 1000, ...options }) });
const ample = { perSecond: 1e6, burst: 1e6 };
const withKey = { apiKey: 'bench', baseUrl };
/** What the instances share, by name; the last two say how events arrive if not by a lookup. */
const KINDS = {
  'nothing shared': withKey,
  'claims, budget': { ...withKey, ...claims, ...budget(ample) },
  'claims, events, budget': { ...withKey, ...claims, ...events, ...budget(ample) },
  'a budget that is spent': {
    ...withKey,
    ...claims,
    ...budget({ prefix: 'spent:', perSecond: 0.001, burst: 1 }),
  },
  'claims, events by webhook': { ...withKey, ...claims, ...events },
  'claims, sealed results': { ...claims, sealedKeys: [SEALED_KEY] },
};
const guards = Object.fromEntries(
  Object.entries(KINDS).map(([name, options]) => [
    name,
    createFingerprintGuard({ origins: ['https://shop.example'], logger: false, ...options }),
  ]),
);
const receive = guards['claims, events by webhook'].createWebhookReceiver({ secrets: SECRET });

// Ids of other processes are others.
const nextOwnId = () => `${nextId()}${process.pid}`;
const byId = { next: nextOwnId, bodyOf: (requestId) => ({ requestId }) };
/** How events arrive, by kind. */
const ARRIVALS = {
  'claims, events by webhook': {
    next: () => nextDelivery(nextOwnId()),
    async bodyOf({ eventId, ...delivery }) {
      await receive(delivery);
      return { eventId };
    },
  },
  'claims, sealed results': {
    next: () => nextSealed(nextOwnId()),
    bodyOf: (sealedResult) => ({ sealedResult }),
  },
};

process.on('message', async ({ kind, count, inFlight }) => {
  const guard = guards[kind];
  const { next, bodyOf } = ARRIVALS[kind] ?? byId;
  const given = Array.from({ length: count }, next);
  let found = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const work = async () => {
    while (given.length > 0) {
      const body = await bodyOf(given.pop());
      const request = { method: 'POST', url: '/login', headers: {}, body, ip: '203.0.113.24' };
      const { signals } = await guard.check(request);
      if (signals.lookup === 'found') found++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  const { user, system } = process.cpuUsage(cpu);
  process.send({ wallMs: performance.now() - start, cpuUs: (user + system) / count, found });
});
process.send({ kinds: Object.keys(KINDS), bytes: process.memoryUsage.rss() });
