import { randomUUID } from 'node:crypto';
import {
  createFingerprintGuard,
  type FingerprintEvent,
  type FingerprintGuard,
} from '@fingerprint-guard/core';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { createRedisEventCache } from '@fingerprint-guard/redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { timed } from '../../packages/core/test/support/lateness.js';
import { describeWith } from '../support/requirements.js';
import { CLIENTS, type OpenClient } from './clients.js';
import { RedisServer, redisProgram } from './redis-server.js';

const EVENT: FingerprintEvent = { eventId: 'a', generation: 'v4', failed: {}, raw: {} };

describeWith(redisProgram, 'an event cache over Redis', (program) => {
  let server: RedisServer;
  let admin: Redis;
  let emulator: Emulator;
  beforeAll(async () => {
    server = await RedisServer.start(program);
    admin = new Redis(server.url, { retryStrategy: () => 20 });
    admin.on('error', () => undefined);
    emulator = await startEmulator();
  });
  afterAll(async () => {
    admin.disconnect();
    await emulator.close();
    await server.kill();
  });

  describe.each(Object.entries(CLIENTS))('%s', (_name, connect) => {
    let prefix: string;
    let open: OpenClient;
    let guards: FingerprintGuard[];
    beforeEach(() => {
      prefix = `test:${randomUUID()}:`;
      open = connect(server.url);
      guards = [];
    });
    afterEach(async () => {
      open.end();
      await Promise.all(guards.map((guard) => guard.close()));
    });

    const cacheOf = (timeoutMs = 90) => createRedisEventCache({ client: open.client, prefix, timeoutMs });
    function check(eventId: string) {
      const guard = createFingerprintGuard({
        apiKey: emulator.secretApiKey,
        baseUrl: emulator.url,
        cache: cacheOf(),
        logger: false,
      });
      guards.push(guard);
      return guard.check({ method: 'POST', url: '/login', headers: {}, body: { eventId } });
    }

    /** What is in Redis, once it is there: the guard does not wait for it. */
    async function stored(): Promise<string> {
      const deadline = performance.now() + 5000;
      while (performance.now() < deadline) {
        const [key] = await admin.keys(`${prefix}*`);
        if (key !== undefined) return key;
      }
      throw new Error('nothing was stored');
    }

    test('a second guard answers from the cache, with the same event', async () => {
      const { eventId } = await emulator.createEvent();
      await cacheOf(5000).get('connected');
      const first = await check(eventId);
      const key = await stored();
      const second = await check(eventId);
      expect([first.source, second.source]).toEqual(['api', 'cache']);
      expect(second.event).toEqual(JSON.parse(JSON.stringify(first.event)));
      expect(key).not.toContain(eventId);
      expect(await admin.pttl(key)).toBeGreaterThan(0);
    });

    test.each([
      '{"eventId":',
      'null',
      '[]',
      '"text"',
      '{"eventId":"x"}',
      '{"eventId":"x","generation":"v5","failed":{},"raw":{}}',
    ])('the value %s is a miss, and the API is asked', async (value) => {
      const { eventId } = await emulator.createEvent();
      const cache = cacheOf(5000);
      await cache.set(eventId, { ...EVENT, eventId }, 60_000);
      await admin.set(await stored(), value);
      expect(await cache.get(eventId)).toBeUndefined();
      expect((await check(eventId)).source).toBe('api');
    });

    test('keeps an event until it is deleted; a giant one not at all', async () => {
      const cache = cacheOf(5000);
      await cache.set('a', EVENT, 60_000);
      expect(await cache.get('a')).toEqual(EVENT);
      await cache.delete('a');
      expect(await cache.get('a')).toBeUndefined();
      await cache.set('a', { ...EVENT, raw: 'x'.repeat(300_000) }, 60_000);
      expect(await cache.get('a')).toBeUndefined();
    });

    test('a dead Redis costs no more than the bound, and the API is asked', async () => {
      const { eventId } = await emulator.createEvent();
      await cacheOf(5000).get('connected');
      await server.kill();
      const { value: decision, heldBackMs } = await timed(() => check(eventId));
      expect(decision).toMatchObject({ action: 'allow', source: 'api', failedOpen: false });
      expect(decision.elapsedMs - heldBackMs).toBeLessThan(500);
      await server.start();
    });
  });
});
