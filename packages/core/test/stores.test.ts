import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryEventCache, createMemoryReplayStore } from '../src/index.js';

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

  test('when full denies, tells, and never forgets a live claim', async () => {
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

  test('for any order of claims and times, no key is claimed twice within its time to live', async () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      wait: fc.nat(50),
      ttl: fc.integer({ min: 1, max: 100 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        let time = 0;
        const store = createMemoryReplayStore({ now: () => time });
        const alive = new Map<string, number>();
        for (const { key, wait, ttl } of steps) {
          time += wait;
          const free = (alive.get(key) ?? 0) <= time;
          expect(await store.claim(key, ttl)).toBe(free);
          if (free) alive.set(key, time + ttl);
        }
      }),
    );
  });
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
