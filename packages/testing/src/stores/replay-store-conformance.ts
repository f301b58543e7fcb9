import { strict as assert } from 'node:assert';
import type { ReplayStore } from '@fingerprint-guard/core';
import type { Runner } from '../runner.js';

/** One kind of replay store under test. */
export interface ReplayStoreTarget {
  /** Its name in the test report, such as `Redis`. */
  name: string;
  /** Creates a store without claims, for one test. */
  create(): OpenStore | Promise<OpenStore>;
}

/** A store, and a function that closes it. */
export interface OpenStore {
  /** The store under test. */
  store: ReplayStore;
  /** Closes the store. */
  close(): void | Promise<void>;
  /** Lets time pass for the store, ms. Without it, the suite waits. */
  pass?(ms: number): void | Promise<void>;
}

const LONG = 600_000;

const ODD_KEYS = [
  '',
  ' ',
  'guard:1708102555327.NLOjmg',
  'guard:1708102555327.nlojmg',
  'guard:1708102555327.NLOjmg ',
  'policy:a%3Ab:1',
  'policy:a:b:1',
  '{guard}:1',
  '{guard}:2',
  '}{',
  'line\r\nSET x 1\r\n',
  'nul\u0000',
  'nul',
  'größe',
  'gro\u0308ße',
  'gr\u00f6ße ',
  '鍵🔑',
  '\ud83d',
  '\udd11',
  '__proto__',
  'constructor',
  'x'.repeat(100_000),
  `${'x'.repeat(99_999)}y`,
];

/**
 * Declares the behaviours of every replay store, as tests.
 * @param target The store: the way to create one.
 * @param runner The test runner's own `describe` and `test`.
 * @example
 * ```ts
 * import { describe, test } from 'node:test';
 * import { createMemoryReplayStore } from '@fingerprint-guard/core';
 * import { replayStoreConformance } from '@fingerprint-guard/testing';
 *
 * replayStoreConformance(
 *   { name: 'My store', create: () => ({ store: createMemoryReplayStore(), close() {} }) },
 *   { describe, test },
 * );
 * ```
 */
export function replayStoreConformance(target: ReplayStoreTarget, { describe, test }: Runner): void {
  const play = (title: string, body: (open: OpenStore) => Promise<void>) =>
    void test(title, async () => {
      const open = await target.create();
      try {
        await body(open);
      } finally {
        await open.close();
      }
    });

  describe(`${target.name} as a replay store`, () => {
    play('accepts only the first claim of a key', async ({ store }) => {
      assert.equal(await store.claim('a', LONG), true);
      assert.equal(await store.claim('a', LONG), false);
      assert.equal(await store.claim('a', 1), false);
    });

    play('accepts one of 200 concurrent claims of a key', async ({ store }) => {
      const answers = await Promise.all(Array.from({ length: 200 }, () => store.claim('a', LONG)));
      assert.equal(answers.filter((first) => first).length, 1);
    });

    play('distinguishes keys, even odd ones', async ({ store }) => {
      for (const key of ODD_KEYS) assert.equal(await store.claim(key, LONG), true, JSON.stringify(key));
      for (const key of ODD_KEYS) assert.equal(await store.claim(key, LONG), false, JSON.stringify(key));
    });

    play('frees a key at the end of its time to live, and then accepts one more claim', async (open) => {
      assert.equal(await open.store.claim('long', LONG), true);
      const short = await claimedForShort(open);
      await freed(open, short.key, short.ttlMs);
      assert.equal(await open.store.claim(short.key, LONG), false);
      assert.equal(await open.store.claim('long', LONG), false);
    });

    play('accepts a time to live that is not a whole number', async ({ store }) => {
      assert.equal(await store.claim('a', LONG + 0.5), true);
      assert.equal(await store.claim('a', LONG + 0.5), false);
    });
  });
}

/**
 * Claims a key for a short time, and once more before it is free: with a longer time to live if the machine is too
 * busy.
 */
async function claimedForShort({ store }: OpenStore): Promise<{ key: string; ttlMs: number }> {
  for (let ttlMs = 300; ; ttlMs *= 4) {
    const key = `${ttlMs} ms`;
    const started = performance.now();
    assert.equal(await store.claim(key, ttlMs), true);
    const second = await store.claim(key, LONG);
    if (second && performance.now() - started >= ttlMs) continue;
    assert.equal(second, false);
    return { key, ttlMs };
  }
}

/** Claims a key repeatedly until it is free, which must not happen before its time. */
async function freed({ store, pass }: OpenStore, key: string, ttlMs: number): Promise<void> {
  if (pass) {
    await pass(ttlMs - 1);
    assert.equal(await store.claim(key, LONG), false);
    await pass(1);
    assert.equal(await store.claim(key, LONG), true);
    return;
  }
  const deadline = performance.now() + ttlMs + 10_000;
  while (!(await store.claim(key, LONG))) {
    assert.ok(performance.now() < deadline, `'${key}' is not free long after its time to live`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
