import { expect, test } from '@jest/globals';
import { OwnClaims } from '../../src/guard/own-claims.js';
import type { Claimed } from '../../src/signals/collect.js';

const TTL_MS = 60_000;
const unavailable = async (): Promise<Claimed> => ({ replayStore: 'unavailable' });

function ownClaims() {
  const clock = { ms: 0 };
  const claims = new OwnClaims(TTL_MS, () => clock.ms);
  return { clock, ask: (key: string) => claims.claim(key, unavailable) };
}

test('of two requests that the store did not answer, the first to ask has the pass, and keeps it', async () => {
  const { ask } = ownClaims();
  const [first, second] = [await ask('id'), await ask('id')];
  expect([second.passOnce?.(), first.passOnce?.(), second.passOnce?.()]).toEqual([true, false, true]);
  expect(await ask('id')).toEqual({ reused: true, replayStore: 'ok' });
});

test('a request that asks for no pass leaves it to the next one', async () => {
  const { ask } = ownClaims();
  expect((await ask('id')).reused).toBeUndefined();
  expect((await ask('id')).passOnce?.()).toBe(true);
});

test('a pass is remembered as long as a claim lives, and the memory for them is bounded', async () => {
  const { clock, ask } = ownClaims();
  (await ask('id')).passOnce?.();
  clock.ms = TTL_MS - 1;
  expect((await ask('id')).reused).toBe(true);
  clock.ms = TTL_MS;
  expect((await ask('id')).passOnce?.()).toBe(true);
  for (let index = 0; index < 10_000; index++) (await ask(`other-${index}`)).passOnce?.();
  expect((await ask('id')).reused).toBeUndefined();
  expect((await ask('other-9999')).reused).toBe(true);
});
