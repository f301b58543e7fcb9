import { describe, expect, test } from '@jest/globals';
import type { BudgetShare } from '../../src/index.js';
import type { ClientRecord } from '../../src/lookup/client-records.js';
import { LocalShare } from '../../src/lookup/local-share.js';

const SUSPECT = { isSuspect: () => true } as ClientRecord;
/** So slow that nothing is added. */
const PER_SECOND = 0.001;

/** A share, and the number of turns that it has at once. */
function scene(fixed?: BudgetShare) {
  let now = 1000;
  const share = new LocalShare(fixed, () => now);
  const granted = (burst: number, rate = PER_SECOND) =>
    share.heard({ outcome: 'granted', waitMs: 0, share: { perSecond: rate, burst } });
  const turns = () => {
    let count = 0;
    try {
      for (; count < 1000; count++) share.take(0);
    } catch {}
    return count;
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { share, granted, turns, pass };
}

describe('the share of an instance', () => {
  test('is whole as long as nothing is known of the budget', () => {
    expect(scene({ perSecond: PER_SECOND, burst: 40 }).turns()).toBe(40);
  });

  test('lacks the turns that it was granted, also after others have joined', () => {
    const { granted, turns } = scene({ perSecond: PER_SECOND, burst: 40 });
    for (const burst of [40, 20, 10]) granted(burst);
    expect(turns()).toBe(7);
  });

  test('is never less than nothing, however many turns an instance had for itself', () => {
    const { granted, turns, pass } = scene({ perSecond: 4, burst: 40 });
    for (let turn = 0; turn < 40; turn++) granted(10, 1);
    expect(turns()).toBe(0);
    pass(2000);
    expect(turns()).toBe(2);
  });

  test('does not grow at once if others leave', () => {
    const { granted, turns } = scene({ perSecond: PER_SECOND, burst: 10 });
    granted(10);
    granted(20);
    expect(turns()).toBe(8);
  });

  test('of a limit that was just learnt is empty at first', () => {
    const { granted, turns, pass } = scene();
    expect(turns()).toBe(1000);
    granted(15, 5);
    expect(turns()).toBe(0);
    pass(400);
    expect(turns()).toBe(2);
  });

  test.each(['granted', 'spent', 'suspect'] as const)(
    'is empty and has to wait if a turn that is %s does',
    (outcome) => {
      const { share, turns, pass } = scene({ perSecond: 1, burst: 10 });
      share.heard({ outcome, waitMs: 8000, share: { perSecond: 1, burst: 10 } });
      expect(() => share.take(7999)).toThrow(
        expect.objectContaining({ code: 'ERR_FP_BUDGET', retryAfterMs: 8000 }),
      );
      pass(7999);
      expect(turns()).toBe(0);
      // Until then, turns are scarce.
      expect(() => share.take(9999, SUSPECT)).toThrow(
        expect.objectContaining({ code: 'ERR_FP_CLIENT_LIMIT' }),
      );
      expect(() => share.takeSpare(9999)).toThrow(expect.objectContaining({ code: 'ERR_FP_BUDGET' }));
      pass(1);
      expect(turns()).toBe(8);
    },
  );

  test('waits for a minute at most, and not at all once the budget has turns again', () => {
    const { share, granted, turns, pass } = scene({ perSecond: 1, burst: 10 });
    const spent = { outcome: 'spent', waitMs: 1e9, share: { perSecond: 1, burst: 10 } } as const;
    share.heard(spent);
    pass(60_000);
    expect(turns()).toBe(10);
    share.heard(spent);
    pass(5000);
    granted(10, 1);
    expect(turns()).toBe(4);
  });
});
