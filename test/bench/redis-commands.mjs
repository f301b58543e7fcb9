import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { normalizeEvent } from '@fingerprint-guard/core';
import { createRedisBudget, createRedisEventCache, createRedisReplayStore } from '@fingerprint-guard/redis';
import { Redis } from 'ioredis';
import { spread } from './measure.mjs';
import { nextId } from './subjects.mjs';

const event = JSON.parse(readFileSync(new URL('event-v4.json', import.meta.url), 'utf8'));

/** CPU of Redis for one command of each kind, µs, and the bytes of what it keeps. */
export async function redisCommands(redis, { rounds, count }) {
  const client = new Redis(redis.port, '127.0.0.1');
  const store = { client, timeoutMs: 5000 };
  const replayStore = createRedisReplayStore(store);
  const cache = createRedisEventCache(store);
  const budget = createRedisBudget({ ...store, perSecond: 1e6, burst: 1e6 });
  const account = randomUUID();
  const kept = { ...normalizeEvent(event), eventId: 'kept' };
  await cache.set('kept', kept, 60_000);
  const name = () => randomUUID().replaceAll('-', '').slice(0, 24);
  const clients = Array.from({ length: 1000 }, name);
  let turn = 0;
  const subjects = {
    claim: { run: (id) => replayStore.claim(id, 660_000) },
    readEvent: { run: () => cache.get('kept') },
    keepEvent: { run: () => cache.set('kept', kept, 60_000) },
    keepDelivered: { run: (id) => cache.setIfNewer(id, { ...kept, eventId: id }, 1000) },
    turn: { run: () => budget.take({ account, maxWaitMs: 1000, client: clients[turn++ % clients.length] }) },
    report: {
      run: () =>
        budget.learn({
          account,
          answered: 1,
          clients: [{ client: clients[turn++ % clients.length], known: 1, unknown: 0 }],
        }),
    },
  };
  const measured = Object.fromEntries(Object.keys(subjects).map((subject) => [subject, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [subject, { run }] of Object.entries(subjects)) {
      const before = await redis.cpuUs();
      const work = async () => {
        for (let each = 0; each < (4 * count) / 20; each++) await run(nextId());
      };
      await Promise.all(Array.from({ length: 20 }, work));
      if (round > 0) measured[subject].push(((await redis.cpuUs()) - before) / (4 * count));
    }
  }

  // What has not expired yet does so at any time.
  await redis.forgetAll();
  const bytesOf = async (number, write) => {
    const before = await redis.usedBytes();
    for (let index = 0; index < number; index++) await write(index);
    return ((await redis.usedBytes()) - before) / number;
  };
  const bytes = {
    claim: await bytesOf(4000, () => replayStore.claim(nextId(), 660_000)),
    event: await bytesOf(400, (index) => cache.set(`event ${index}`, kept, 600_000)),
    client: await bytesOf(2000, () =>
      budget.learn({ account, answered: 1, clients: [{ client: name(), known: 1, unknown: 0 }] }),
    ),
  };
  client.disconnect();
  const redisUs = Object.fromEntries(
    Object.entries(measured).map(([subject, own]) => [subject, spread(own)]),
  );
  return { redisUs, bytes };
}
