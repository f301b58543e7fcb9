import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { eventFromBytes } from '../../src/event/lazy-raw.js';
import { createMemoryEventCache, type FingerprintEvent } from '../../src/index.js';
import { ReusedMemory } from '../../src/stores/reused-memory.js';

interface Json {
  event_id: string;
  tags: { text: string };
}

/** An event as it comes, with tags of this length. */
const json = (id: number, length: number): Json => ({
  event_id: `e${id}`,
  tags: { text: String(id).padEnd(length, '.') },
});

const parsed = (sent: Json): FingerprintEvent => eventFromBytes(Buffer.from(JSON.stringify(sent)));

describe('the memory event cache', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const step = fc.oneof(
    fc.record({ set: key, length: fc.constantFrom(1, 9, 4000, 4100, 9000) }),
    fc.record({ get: key }),
    fc.record({ delete: key }),
  );

  test('returns the event that was set last, and events that it returned stay as they were', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const cache = createMemoryEventCache({ maxEvents: 3 });
        /** The sent JSON by key; the least recently used is first. */
        const model = new Map<string, Json>();
        const returned: { event: FingerprintEvent; sent: Json }[] = [];
        steps.forEach((step, id) => {
          if ('set' in step) {
            const sent = json(id, step.length);
            cache.set(step.set, parsed(sent), 1000);
            model.delete(step.set);
            model.set(step.set, sent);
            const [oldest = ''] = model.keys();
            if (model.size > 3) model.delete(oldest);
          } else if ('delete' in step) {
            cache.delete(step.delete);
            model.delete(step.delete);
          } else {
            const event = cache.get(step.get) as FingerprintEvent | undefined;
            const sent = model.get(step.get);
            expect(event?.eventId).toBe(sent?.event_id);
            if (!event || !sent) return;
            returned.push({ event, sent });
            model.delete(step.get);
            model.set(step.get, sent);
          }
        });
        for (const { event, sent } of returned) expect(event.raw).toEqual(sent);
      }),
      { numRuns: 500 },
    );
  });

  test('does not keep the memory that an event came in', () => {
    const cache = createMemoryEventCache();
    const bytes = Buffer.from(JSON.stringify(json(1, 10)));
    cache.set('a', eventFromBytes(bytes), 1000);
    bytes.fill(0);
    expect(cache.get('a')).toMatchObject({ eventId: 'e1', raw: json(1, 10) });
  });
});

describe('memory', () => {
  test('is reused once it is released, for content that needs at least half of it', () => {
    const memory = new ReusedMemory();
    const first = memory.copy(new Uint8Array(5000).fill(1));
    const second = memory.copy(new Uint8Array(5000).fill(2));
    expect(second.buffer).not.toBe(first.buffer);
    memory.release(first);
    expect(memory.copy(new Uint8Array(2499)).buffer).not.toBe(first.buffer);
    expect(memory.copy(new Uint8Array(5001)).buffer).not.toBe(first.buffer);
    const third = memory.copy(new Uint8Array(2500).fill(3));
    expect(third.buffer).toBe(first.buffer);
    expect(memory.copy(new Uint8Array(5000)).buffer).not.toBe(first.buffer);
    expect([second, third]).toEqual([new Uint8Array(5000).fill(2), new Uint8Array(2500).fill(3)]);
  });

  test('is never more than twice what the content takes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 40 }), (lengths) => {
        const memory = new ReusedMemory();
        for (const length of lengths) {
          const copy = memory.copy(new Uint8Array(length));
          expect(copy).toHaveLength(length);
          expect(copy.buffer.byteLength).toBeLessThanOrEqual(2 * length);
          memory.release(copy);
        }
      }),
    );
  });

  test.each([
    ['of sizes that do not come again', [300_000]],
    ['of all sizes', [1, 900, 4000, 7000, 20_000, 60_000, 200_000]],
  ])('%s makes room for what comes now', (_which, odd) => {
    const memory = new ReusedMemory();
    const copies = Array.from({ length: 100 }, (_, index) =>
      memory.copy(new Uint8Array(odd[index % odd.length] ?? 0)),
    );
    for (const copy of copies) memory.release(copy);
    const usual = Array.from({ length: 20 }, () => memory.copy(new Uint8Array(12_000)));
    for (const copy of usual) memory.release(copy);
    const buffers = new Set(usual.map(({ buffer }) => buffer));
    const again = Array.from({ length: 100 }, () => memory.copy(new Uint8Array(11_900)));
    expect(again.filter(({ buffer }) => buffers.has(buffer))).toHaveLength(8);
  });

  test('of a full cache is that of the events that come next, whatever makes room for them', () => {
    const copies = jest.spyOn(ReusedMemory.prototype, 'copy');
    const cache = createMemoryEventCache({ maxEvents: 4 });
    for (let id = 10; id < 30; id++) {
      cache.set(`e${id}`, parsed(json(id, 100)), 1000);
      cache.set('replaced', parsed(json(id, 100)), 1000);
      cache.set('deleted', parsed(json(id, 100)), 1000);
      cache.delete('deleted');
    }
    const buffers = new Set(copies.mock.results.map(({ value }) => (value as Uint8Array).buffer));
    copies.mockRestore();
    expect(buffers.size).toBeLessThanOrEqual(4 + 1);
  });
});
