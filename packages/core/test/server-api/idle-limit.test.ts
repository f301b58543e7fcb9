import { describe, expect, test } from '@jest/globals';
import { IdleLimit } from '../../src/server-api/idle-limit.js';

const MAX_MS = 55_000;
const HALF_AN_HOUR = 30 * 60_000;

/**
 * Returns a limit that has seen closes by the other side, and its clock. Each close is written as its time and the time
 * that the connection was idle, in seconds; and when it was opened, if that was not when it became idle.
 */
function after(closes: string) {
  const clock = { ms: 0 };
  const limit = new IdleLimit(MAX_MS, () => clock.ms);
  for (const [, at, idle, opened] of closes.matchAll(/([\d.]+) idle ([\d.]+)(?: opened ([\d.]+))?/g)) {
    clock.ms = Number(at) * 1000;
    const idleMs = Number(idle) * 1000;
    limit.closed(opened ? Number(opened) * 1000 : clock.ms - idleMs, idleMs);
  }
  return { limit, clock };
}

describe('the idle time-out of the other side', () => {
  test.each([
    ['the same again', 4500, '5 idle 5, 10.1 idle 5'],
    ['about the same again', 4500, '5 idle 5, 11 idle 5.4'],
    ['about the same again, sooner', 4100, '5 idle 5, 11 idle 4.6'],
    ['the same again, after some requests', 4500, '5 idle 5, 60 idle 5 opened 6'],
    ['a minute', 36_000, '40 idle 40, 85 idle 43'],
    ['the shortest worth knowing', 1000, '2 idle 1.5, 4 idle 1.5'],
    ['all at once, and the one in their place', 4500, '5 idle 5, 5 idle 5, 5.1 idle 5, 10.05 idle 5'],
    ['the same again, with a restart in between', 4500, '5 idle 5, 7 idle 2, 12 idle 5, 17.1 idle 5'],
    ['a shorter one than before', 4500, '30 idle 30, 60.1 idle 30, 65 idle 5, 70.1 idle 5'],
    ['a longer one than before', 18_000, '5 idle 5, 10.1 idle 5, 30 idle 20, 50.1 idle 20'],
  ])('is learned from closes: %s', (_what, expected, closes) => {
    expect(after(closes).limit.ms).toBeCloseTo(expected);
  });

  test.each([
    ['none', ''],
    ['one', '5 idle 5'],
    ['all at once', '5 idle 5, 5 idle 5, 5.2 idle 5.1'],
    ['a second restart, after another idle time', '5 idle 5, 20 idle 12'],
    ['later, of connections that were open at the first', '5 idle 5, 8 idle 5 opened 3'],
    ['two within a second of their opening', '5 idle 0.9, 10 idle 0.9'],
    ['two that are too early to be preceded', '5 idle 1.4, 10 idle 1.4'],
    ['the same again, but long after', '5 idle 5, 1900 idle 5'],
    ['later than the connections are kept anyway', '70 idle 70, 140 idle 70'],
  ])('is not learned from closes: %s', (_what, closes) => {
    expect(after(closes).limit.ms).toBe(MAX_MS);
  });

  test('is forgotten after half an hour, and learned again', () => {
    const { limit, clock } = after('5 idle 5, 10.1 idle 5');
    clock.ms += HALF_AN_HOUR - 1;
    expect(limit.ms).toBe(4500);
    clock.ms += 1;
    expect(limit.ms).toBe(MAX_MS);
    limit.closed(clock.ms - 5000, 5000);
    expect(limit.ms).toBe(MAX_MS);
    clock.ms += 5001;
    limit.closed(clock.ms - 5000, 5000);
    expect(limit.ms).toBe(4500);
  });
});
