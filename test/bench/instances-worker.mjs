// One of several instances: checks as often as it is told, with what it shares with the others; or asks with the SDK.
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { createRedisBudget, createRedisEventCache, createRedisReplayStore } from '@fingerprint-guard/redis';
import { Redis } from 'ioredis';
import { nextDelivery, SECRET } from './delivery.mjs';
import { nextSealed, SEALED_KEY } from './sealed.mjs';
import { nextId, SUBJECTS } from './subjects.mjs';

const { redisUrl, baseUrl } = JSON.parse(process.argv[2]);
const client = new Redis(redisUrl);
const claims = { replayStore: createRedisReplayStore({ client, timeoutMs: 1000 }) };
const events = { cache: createRedisEventCache({ client, timeoutMs: 1000 }) };
const budget = (options) => ({ budget: createRedisBudget({ client, timeoutMs: 1000, ...options }) });
const ample = { perSecond: 1e6, burst: 1e6 };
const withKey = { apiKey: 'bench', baseUrl };
const ALONE = 'nothing shared';
const BY_WEBHOOK = 'claims, events by webhook';
const SEALED = 'claims, sealed results';
/** What the instances share, by name; the last two say how events arrive if not by a lookup. */
const KINDS = {
  [ALONE]: withKey,
  'claims, budget': { ...withKey, ...claims, ...budget(ample) },
  'claims, events, budget': { ...withKey, ...claims, ...events, ...budget(ample) },
  'a budget that is spent': {
    ...withKey,
    ...claims,
    ...budget({ prefix: 'spent:', perSecond: 0.001, burst: 1 }),
  },
  [BY_WEBHOOK]: { ...withKey, ...claims, ...events },
  [SEALED]: { ...claims, sealedKeys: [SEALED_KEY] },
};
const guards = Object.fromEntries(
  Object.entries(KINDS).map(([name, options]) => [
    name,
    createFingerprintGuard({ origins: ['https://shop.example'], logger: false, ...options }),
  ]),
);
const receive = guards[BY_WEBHOOK].createWebhookReceiver({ secrets: SECRET });

// Ids of other processes are others.
const nextOwnId = () => `${nextId()}${process.pid}`;

/** A check by its event's ID, unless events arrive in another way. */
const byCheck = (guard, next = nextOwnId, bodyOf = (requestId) => ({ requestId })) => ({
  next,
  async run(given) {
    const body = await bodyOf(given);
    const request = { method: 'POST', url: '/login', headers: {}, body, ip: '203.0.113.24' };
    const { signals } = await guard.check(request);
    return signals.lookup === 'found';
  },
});
const SDK = 'SDK v7 getEvent';
const sdk = SUBJECTS[SDK](baseUrl);
const subjects = {
  ...Object.fromEntries(Object.entries(guards).map(([kind, guard]) => [kind, byCheck(guard)])),
  [BY_WEBHOOK]: byCheck(
    guards[BY_WEBHOOK],
    () => nextDelivery(nextOwnId()),
    async ({ eventId, ...delivery }) => {
      await receive(delivery);
      return { eventId };
    },
  ),
  [SEALED]: byCheck(
    guards[SEALED],
    () => nextSealed(nextOwnId()),
    (sealedResult) => ({ sealedResult }),
  ),
  [SDK]: {
    next: nextOwnId,
    run: async (id) => (await sdk.run(id)).event_id === id,
  },
};

process.on('message', async ({ kind, count, inFlight }) => {
  const { next, run } = subjects[kind];
  const given = Array.from({ length: count }, () => next());
  let found = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const work = async () => {
    while (given.length > 0) if (await run(given.pop())) found++;
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  const { user, system } = process.cpuUsage(cpu);
  process.send({ wallMs: performance.now() - start, cpuUs: (user + system) / count, found });
});
process.on('disconnect', () => process.exit());
process.send({ kinds: Object.keys(subjects), base: ALONE, sdk: SDK, bytes: process.memoryUsage.rss() });
