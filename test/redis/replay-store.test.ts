import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createMemoryReplayStore } from '@fingerprint-guard/core';
import { createRedisReplayStore, type RedisClient } from '@fingerprint-guard/redis';
import { replayStoreConformance } from '@fingerprint-guard/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createClient as createClient4 } from 'redis-4';
import { createClient as createClient5 } from 'redis-5';
import { block } from '../../packages/core/test/support/block.js';
import { describeWith } from '../support/requirements.js';
import { sideBySide } from '../support/side-by-side.js';
import { CLIENTS } from './clients.js';
import { anyRedis, useRedis } from './redis-server.js';

replayStoreConformance(
  {
    name: 'memory',
    create() {
      let time = 1_700_000_000_000;
      const store = createMemoryReplayStore({ now: () => time });
      const pass = (ms: number) => {
        time += ms;
      };
      return { store, close: () => undefined, pass };
    },
  },
  sideBySide(),
);

describeWith(anyRedis, 'a replay store over Redis', (found) => {
  let redis: Awaited<ReturnType<typeof useRedis>>;
  beforeAll(async () => {
    redis = await useRedis(found);
  });
  afterAll(() => redis.end());

  for (const [name, connect] of Object.entries(CLIENTS)) {
    const create = () => {
      const { client, end } = connect(redis.url);
      const store = createRedisReplayStore({ client, prefix: `test:${randomUUID()}:`, timeoutMs: 5000 });
      return { store, close: end };
    };
    replayStoreConformance({ name, create }, sideBySide());
  }

  describe('in Redis', () => {
    let client: Redis;
    beforeAll(() => {
      client = new Redis(redis.url);
    });
    afterAll(() => client.disconnect());

    test('a claim is one key that does not show the ID, and lives as long, rounded up', async () => {
      const prefix = `test:${randomUUID()}:`;
      const store = createRedisReplayStore({ client, prefix });
      await store.claim('guard:1708102555327.NLOjmg', 59_999.2);
      const keys = await client.keys(`${prefix}*`);
      expect(keys).toHaveLength(1);
      expect(keys[0]?.slice(prefix.length)).toMatch(/^[\w-]{43}$/);
      const left = await client.pttl(keys[0] ?? '');
      expect(left).toBeGreaterThan(50_000);
      expect(left).toBeLessThanOrEqual(60_000);
    });

    test('a claim is one command', async () => {
      const store = createRedisReplayStore({ client, prefix: `test:${randomUUID()}:` });
      const sent = commandsOf(client);
      await store.claim('a', 1000);
      await store.claim('a', 1000);
      expect(sent).toEqual(['set', 'set']);
    });

    const busyTests = Object.entries(CLIENTS).flatMap(([name, connect]) => [
      ['went out, and then', name, connect] as const,
      ['was about to go out, and first', name, connect] as const,
    ]);
    test.each(busyTests)(
      'a claim that %s the process was busy for long, is answered: %s',
      async (when, _name, connect) => {
        const { client, end } = connect(redis.url);
        const prefix = `test:${randomUUID()}:`;
        const patient = createRedisReplayStore({ client, prefix, timeoutMs: 5000 });
        await patient.claim('connected', 1000);
        const store = createRedisReplayStore({ client, prefix, timeoutMs: 50 });
        const claims = Array.from({ length: 50 }, (_, index) => store.claim(`${index % 2}`, 60_000));
        // Some clients send at the end of a turn, after what was put off to it before.
        if (when === 'went out, and then') for (let count = 0; count < 20; count++) await null;
        await nextTurn();
        block(200);
        expect((await Promise.all(claims)).filter((first) => first)).toHaveLength(2);
        end();
      },
    );

    test("a client in 'legacyMode' claims as any other", async () => {
      const legacy = createClient4({ url: redis.url, legacyMode: true });
      await legacy.connect();
      const create = (prefix: string) => createRedisReplayStore({ client: legacy, prefix, timeoutMs: 5000 });
      const prefix = `test:${randomUUID()}:`;
      expect(await create(prefix).claim('a', 60_000)).toBe(true);
      expect(await create(prefix).claim('a', 60_000)).toBe(false);
      const modern = createRedisReplayStore({ client, prefix });
      expect(await modern.claim('a', 60_000)).toBe(false);
      await legacy.disconnect();
    });

    test('a lazy client connects at the first claim', async () => {
      const lazy = new Redis(redis.url, { lazyConnect: true });
      const store = createRedisReplayStore({
        client: lazy,
        prefix: `test:${randomUUID()}:`,
        timeoutMs: 5000,
      });
      expect(await store.claim('a', 1000)).toBe(true);
      lazy.disconnect();
    });

    test('an answer that SET never gives is neither a claim nor a refusal', async () => {
      const store = createRedisReplayStore({ client, prefix: `test:${randomUUID()}:` });
      await client.call('MULTI');
      await expect(store.claim('a', 1000)).rejects.toMatchObject({ code: 'ERR_FP_BAD_RESPONSE' });
      await client.call('DISCARD');
      expect(await store.claim('a', 1000)).toBe(true);
    });
  });
});

/** The names of the commands a client sends from now on. */
function commandsOf(client: Redis): string[] {
  const names: string[] = [];
  const send = client.sendCommand.bind(client);
  client.sendCommand = (command, stream) => {
    names.push(command.name);
    return send(command, stream);
  };
  return names;
}

describe('its options', () => {
  const client = new Redis({ lazyConnect: true });
  const { set, get, del } = client;

  test.each<[unknown, string]>([
    [undefined, 'expected options such as { client }'],
    [{}, "client: expected a client of 'ioredis' or 'redis'"],
    [{ client: new Map() }, 'client: expected'],
    [{ client: createClient5().legacy() }, 'client: expected'],
    [{ client: { set, get, del } }, 'client: expected'],
    [{ client, timeoutMs: 0 }, 'timeoutMs: expected'],
    [{ client, timeoutMs: Number.NaN }, 'timeoutMs: expected'],
    [{ client, prefix: 1 }, 'prefix: expected'],
    [{ client, timeout: 1 }, 'timeout: unknown option'],
  ])('%p are refused', (options, message) => {
    expect(() => createRedisReplayStore(options as { client: RedisClient })).toThrow(
      expect.objectContaining({ code: 'ERR_FP_OPTION', message: expect.stringContaining(message) }),
    );
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    'a time to live of %p is refused',
    async (ttlMs) => {
      const store = createRedisReplayStore({ client });
      await expect(store.claim('a', ttlMs)).rejects.toMatchObject({ code: 'ERR_FP_OPTION' });
    },
  );
});
