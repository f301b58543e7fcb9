import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ExpiryQueue } from '../../src/stores/expiry-queue.js';

/** Takes every slot out of a queue, and tells when each expires. */
function drain(queue: ExpiryQueue): number[] {
  const expiries: number[] = [];
  while (queue.size > 0) {
    expiries.push(queue.expiryOf(queue.first));
    queue.removeFirst();
  }
  return expiries;
}

test('the earliest comes first, wherever it is in the heap', () => {
  for (let earliest = 1; earliest <= 4; earliest++) {
    const queue = new ExpiryQueue();
    const expiries = [0, 10, 10, 10, 10, 20];
    expiries[earliest] = 5;
    for (const [slot, expiry] of expiries.entries()) queue.add(slot, expiry);
    expect(drain(queue)).toEqual([0, 5, 10, 10, 10, 20]);
  }
});

test('for any additions and removals the first is the earliest of those held', () => {
  const steps = fc.array(fc.option(fc.nat(100)), { maxLength: 100 });
  fc.assert(
    fc.property(steps, (expiries) => {
      const queue = new ExpiryQueue();
      const held: number[] = [];
      for (const [slot, expiry] of expiries.entries()) {
        if (expiry !== null) {
          queue.add(slot, expiry);
          held.push(expiry);
        } else if (held.length > 0) {
          expect(queue.expiryOf(queue.first)).toBe(held.sort((one, other) => one - other).shift());
          queue.removeFirst();
        }
        expect(queue.size).toBe(held.length);
      }
      expect(drain(queue)).toEqual(held.sort((one, other) => one - other));
    }),
  );
});
