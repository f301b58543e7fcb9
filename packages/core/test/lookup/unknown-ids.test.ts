import { expect, test } from '@jest/globals';
import { UnknownIds } from '../../src/lookup/unknown-ids.js';

const LAG_MS = 1000;
const NOW = 1_700_000_000_000;

/** Ids over a wall clock that stands still, and a monotonic one that the test moves. */
function scene(lagMs = LAG_MS) {
  let monotonic = 0;
  const ids = new UnknownIds(
    lagMs,
    () => NOW,
    () => monotonic,
  );
  return { ids, pass: (ms: number) => (monotonic += ms) };
}

test('an ID is held for the lag from its 404 on, and no longer', () => {
  const { ids, pass } = scene();
  const old = `${NOW - LAG_MS - 1}.abc`;
  ids.add(old, 0);
  expect([ids.has(old), ids.has('other')]).toEqual([true, false]);
  pass(LAG_MS - 1);
  expect(ids.has(old)).toBe(true);
  pass(1);
  expect(ids.has(old)).toBe(false);
});

test('an ID whose event may be on its way is not held; once the lookup took the lag, it is', () => {
  const { ids } = scene();
  for (const id of [`${NOW - LAG_MS}.abc`, 'without-a-time']) {
    ids.add(id, LAG_MS - 1);
    expect(ids.has(id)).toBe(false);
    ids.add(id, LAG_MS);
    expect(ids.has(id)).toBe(true);
  }
});

test('without a lag nothing is held', () => {
  const { ids } = scene(0);
  ids.add('e', 0);
  expect(ids.has('e')).toBe(false);
});
