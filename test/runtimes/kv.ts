import { strict as assert } from 'node:assert';
import { replayStoreConformance } from '@fingerprint-guard/testing';
import { claimsAt } from './claims.js';
import { type Behaviour, playAll } from './run-suite.js';

/** What Workers KV does not do, of what a replay store should: the documents say so. */
const EXCLUDED = {
  'one of 200 concurrent claims': 'KV has no write that fails if there is one already',
  'even odd ones': "KV's keys have at most 512 bytes",
  'frees a key': 'KV keeps a key for at least 60 s',
};

/** Plays the suite of replay stores on the recipe of the documents, over Workers KV, and what it does in its stead. */
export async function playKv(url: string): Promise<Behaviour[]> {
  const create = claimsAt(`${url}/__claim?store=kv`);
  const suite = await playAll(
    (runner) => replayStoreConformance({ name: 'Workers KV', create }, runner),
    EXCLUDED,
  );
  const own = await playAll(({ describe, test }) =>
    describe('Workers KV', () => {
      test('takes a time to live that is shorter than its own, and keeps the key for longer', async () => {
        const { store } = create();
        assert.equal(await store.claim('a', 1), true);
        await new Promise((resolve) => setTimeout(resolve, 20));
        assert.equal(await store.claim('a', 1), false);
      });
      test('tells keys apart that differ in little', async () => {
        const { store } = create();
        const keys = [
          'guard:1708102555327.NLOjmg',
          'guard:1708102555327.nlojmg',
          'policy:a%3Ab:1',
          'policy:a:b:1',
        ];
        for (const expected of [true, false])
          for (const key of keys) assert.equal(await store.claim(key, 600_000), expected, key);
      });
    }),
  );
  return [...suite, ...own];
}
