import { startEmulator } from '@fingerprint-guard/emulator';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  createMemoryEventCache,
  createMemoryReplayStore,
  createServerApi,
  normalizeEvent,
} from '../../src/index.js';
import { createStringHash } from '../../src/stores/string-hash.js';

describe('the memory replay store', () => {
  test('lets a key be claimed once while the claim lives, and again after', async () => {
    let time = 1000;
    const store = createMemoryReplayStore({ now: () => time });
    expect(await store.claim('a', 500)).toBe(true);
    expect(await store.claim('a', 500)).toBe(false);
    time = 1499;
    expect(await store.claim('a', 500)).toBe(false);
    time = 1500;
    expect(await store.claim('a', 500)).toBe(true);
  });

  test('denies claims when it is full, reports it, and never forgets a live claim', async () => {
    let time = 0;
    let full = 0;
    const store = createMemoryReplayStore({ maxClaims: 2, now: () => time, onFull: () => full++ });
    expect([await store.claim('a', 10), await store.claim('b', 10), await store.claim('c', 10)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(await store.claim('a', 10)).toBe(false);
    expect(full).toBe(1);
    time = 10;
    expect(await store.claim('c', 10)).toBe(true);
  });

  test('accepts any claim once while it lives, and is full only of live claims', async () => {
    const step = fc.record({
      key: fc.nat(40).map((number) => (number === 0 ? '' : `guard:${number}`)),
      wait: fc.nat(50),
      ttl: fc.integer({ min: 1, max: 400 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 200 }),
        fc.integer({ min: 1, max: 30 }),
        async (steps, maxClaims) => {
          let time = 0;
          let fulls = 0;
          const store = createMemoryReplayStore({ maxClaims, now: () => time, onFull: () => void fulls++ });
          const alive = new Map<string, number>();
          for (const { key, wait, ttl } of steps) {
            time += wait;
            fulls = 0;
            for (const [other, expiry] of alive) if (expiry <= time) alive.delete(other);
            const room = alive.size < maxClaims;
            expect(await store.claim(key, ttl)).toBe(room && !alive.has(key));
            expect(fulls).toBe(room || alive.has(key) ? 0 : 1);
            if (room && !alive.has(key)) alive.set(key, time + ttl);
          }
        },
      ),
    );
  });

  test('distinguishes all the keys that it holds, while they come and go', async () => {
    let time = 0;
    const store = createMemoryReplayStore({ now: () => time });
    const claimAll = async (first: number) => {
      const answers = new Set<boolean>();
      for (let number = first; number < first + 5000; number++) {
        answers.add(await store.claim(`guard:${number}`, 10));
      }
      return [...answers];
    };
    for (let round = 0; round < 10; round++) {
      expect(await claimAll(2500 * round)).toEqual([true]);
      expect(await claimAll(2500 * round)).toEqual([false]);
      time += 10;
    }
  });
});

test('the hash of a table distinguishes strings, and cannot be predicted', () => {
  const [hash, other] = [createStringHash(), createStringHash()];
  const texts = Array.from({ length: 10_000 }, (_, index) => `guard:${index}`);
  expect(new Set(texts.map(hash)).size).toBeGreaterThan(9_900);
  expect(texts.map(hash)).toEqual(texts.map(hash));
  expect(texts.slice(0, 8).map(hash)).not.toEqual(texts.slice(0, 8).map(other));
});

test('the memory event cache keeps an event for its time to live, and the newest when full', async () => {
  let time = 0;
  const cache = createMemoryEventCache({ maxEvents: 2, now: () => time });
  const event = { eventId: 'e', generation: 'v4', failed: {}, raw: {} } as const;
  cache.set('a', event, 10);
  expect(await cache.get('a')).toBe(event);
  time = 10;
  expect(await cache.get('a')).toBeUndefined();
  for (const key of ['b', 'c', 'd']) cache.set(key, event, 10);
  expect(await cache.get('b')).toBeUndefined();
  expect(await cache.get('d')).toBe(event);
  cache.delete('d');
  expect(await cache.get('d')).toBeUndefined();
});

test('a fetched event keeps its bytes, also out of the cache, a copy or JSON', async () => {
  const emulator = await startEmulator();
  const api = createServerApi({ apiKey: emulator.secretApiKey, baseUrl: emulator.url });
  try {
    const { eventId } = await emulator.createEvent('bad-bot', { tags: { a: 'b' } });
    const event = await api.getEvent(eventId);
    const cache = createMemoryEventCache();
    cache.set(eventId, event, 1000);
    const response = await fetch(`${emulator.url}/v4/events/${eventId}`, {
      headers: { authorization: `Bearer ${emulator.secretApiKey}` },
    });
    const sent = await response.json();
    const cached = await cache.get(eventId);
    expect(cached).toEqual(event);
    for (const one of [cached, { ...event }, JSON.parse(JSON.stringify(event)), event])
      expect(one?.raw).toEqual(sent);
    expect(event.raw).toBe(event.raw);
    expect(normalizeEvent(sent)).toEqual(event);
  } finally {
    await api.close();
    await emulator.close();
  }
});
