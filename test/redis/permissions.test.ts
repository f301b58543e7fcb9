import { readFileSync } from 'node:fs';
import type { FingerprintEvent } from '@fingerprint-guard/core';
import { createRedisBudget, createRedisEventCache, createRedisReplayStore } from '@fingerprint-guard/redis';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { describeWith } from '../support/requirements.js';
import { RedisServer, redisProgram } from './redis-server.js';

const README = readFileSync(new URL('../../packages/redis/README.md', import.meta.url), 'utf8');
const [, RULE = ''] = /^ACL SETUSER guard (.+)$/m.exec(README) ?? [];
const COMMANDS = RULE.split(' ')
  .filter((part) => /^\+[a-z]/.test(part) && part !== '+info')
  .map((part) => part.slice(1));

const EVENT: FingerprintEvent = { eventId: 'a', generation: 'v4', failed: {}, raw: {} };

describeWith(redisProgram, 'a user of Redis as the README sets it up', (program) => {
  let server: RedisServer;
  let admin: Redis;
  let client: Redis;
  beforeAll(async () => {
    server = await RedisServer.start(program);
    admin = new Redis(server.url);
    await admin.call('ACL', 'SETUSER', 'guard', ...RULE.split(' '));
    client = new Redis(server.url, { username: 'guard', password: 'password' });
  });
  afterAll(async () => {
    client.disconnect();
    admin.disconnect();
    await server.kill();
  });

  /** Does everything that the stores do, with a Redis that does not know their scripts. */
  async function useAll(): Promise<void> {
    await admin.call('SCRIPT', 'FLUSH');
    const options = { client, timeoutMs: 5000 };
    const name = 'c'.repeat(24);
    const budget = createRedisBudget({ ...options, perSecond: 5, burst: 1000 });
    const limited = { pauseMs: 0 };
    await budget.learn({
      account: 'a',
      answered: 1,
      limited,
      clients: [{ client: name, known: 0, unknown: 1 }],
    });
    await budget.take({ account: 'a', maxWaitMs: 0, client: name });
    const cache = createRedisEventCache(options);
    await cache.set('key', EVENT, 1000);
    expect(await cache.get('key')).toEqual(EVENT);
    await cache.setIfNewer?.('key', EVENT, 1000);
    await cache.delete('key');
    await createRedisReplayStore(options).claim(`${Math.random()}`, 1000);
  }

  test('may do all that the stores do', () => useAll());

  test.each(COMMANDS)('could not do without %s', async (command) => {
    await admin.call('ACL', 'SETUSER', 'guard', `-${command}`);
    try {
      await expect(useAll()).rejects.toMatchObject({ code: 'ERR_FP_NETWORK' });
    } finally {
      await admin.call('ACL', 'SETUSER', 'guard', `+${command}`);
    }
  });
});
