import { expect, test } from '@jest/globals';
import { EventStore } from '../src/event-store.js';
import { RequestLog } from '../src/request-log.js';

test('of more than 100,000 events the first to arrive are forgotten', () => {
  const store = new EventStore();
  const add = (id: number) => store.add({ id: String(id), visitorId: 'v', event: { timestamp: -id } }, 0);
  for (let id = 0; id < 100_000; id += 1) add(id);
  add(0);
  expect(store.newestFirst()).toHaveLength(100_000);
  add(100_000);
  expect(store.newestFirst()).toHaveLength(100_000);
  expect([store.get('0')?.id, store.get('1'), store.get('2')?.id]).toEqual(['0', undefined, '2']);
});

test('of more than 100,000 requests the oldest are forgotten', () => {
  const log = new RequestLog();
  for (let at = 0; at < 100_001; at += 1) log.note('GET', '/', at);
  const entries = log.entries();
  expect([entries.length, entries[0]?.at, entries.at(-1)?.at]).toEqual([100_000, 1, 100_000]);
});
