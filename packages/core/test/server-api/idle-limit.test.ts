import { describe, expect, test } from '@jest/globals';
import { IdleLimit } from '../../src/server-api/idle-limit.js';

const MAX_MS = 55_000;
const HALF_AN_HOUR = 30 * 60_000;

/** A close by the other side: when, s; after how long without a request, s; and when it was opened, s. */
type Close = [at: number, idle: number, opened?: number];

/** Returns a limit that has seen these closes, in their order, and its clock. */
function after(...closes: Close[]) {
  const clock = { ms: 0 };
  const limit = new IdleLimit(MAX_MS, () => clock.ms);
  for (const [at, idle, opened = at - idle] of closes) {
    clock.ms = at * 1000;
    limit.closed(opened * 1000, idle * 1000);
  }
  return { limit, clock };
}

describe('the idle time-out of the other side', () => {
  test.each<[string, number, Close[]]>([
    [
      'the same again',
      4500,
      [
        [5, 5],
        [10.1, 5],
      ],
    ],
    [
      'about the same again',
      4500,
      [
        [5, 5],
        [11, 5.4],
      ],
    ],
    [
      'about the same again, sooner',
      4100,
      [
        [5, 5],
        [11, 4.6],
      ],
    ],
    [
      'the same again, on a connection that had requests before',
      4500,
      [
        [5, 5],
        [60, 5, 6],
      ],
    ],
    [
      'a minute',
      36_000,
      [
        [40, 40],
        [85, 43],
      ],
    ],
    [
      'the shortest worth knowing',
      1000,
      [
        [2, 1.5],
        [4, 1.5],
      ],
    ],
    [
      'connections that were opened together, and the one in their place',
      4500,
      [
        [5, 5],
        [5, 5],
        [5.1, 5],
        [10.1, 5],
      ],
    ],
    [
      'a restart in between',
      4500,
      [
        [5, 5],
        [7, 2],
        [12, 5],
        [17.1, 5],
      ],
    ],
    [
      'a shorter one than before',
      4500,
      [
        [30, 30],
        [60.1, 30],
        [65, 5],
        [70.1, 5],
      ],
    ],
    [
      'a longer one than before',
      18_000,
      [
        [5, 5],
        [10.1, 5],
        [30, 20],
        [50.1, 20],
      ],
    ],
  ])('is learned: %s', (_what, expected, closes) => {
    expect(after(...closes).limit.ms).toBeCloseTo(expected);
  });

  test.each<[string, Close[]]>([
    ['nothing yet', []],
    ['one', [[5, 5]]],
    [
      'all at once',
      [
        [5, 5],
        [5, 5],
        [5.2, 5.1],
      ],
    ],
    [
      'a second restart, after another idle time',
      [
        [5, 5],
        [20, 12],
      ],
    ],
    [
      'connections that were open at the first restart',
      [
        [5, 5],
        [8, 5, 3],
      ],
    ],
    [
      'two within a second of their opening',
      [
        [5, 0.9],
        [10, 0.9],
      ],
    ],
    [
      'two that are too soon to be ahead of',
      [
        [5, 1.4],
        [10, 1.4],
      ],
    ],
    [
      'the same again, but long after',
      [
        [5, 5],
        [1900, 5],
      ],
    ],
    [
      'later than the connections are kept anyway',
      [
        [70, 70],
        [140, 70],
      ],
    ],
  ])('is not learned: %s', (_what, closes) => {
    expect(after(...closes).limit.ms).toBe(MAX_MS);
  });

  test('is forgotten after half an hour, and learned again', () => {
    const { limit, clock } = after([5, 5], [10.1, 5]);
    clock.ms += HALF_AN_HOUR - 1;
    expect(limit.ms).toBe(4500);
    clock.ms += 1;
    expect(limit.ms).toBe(MAX_MS);
    limit.closed(clock.ms - 5000, 5000);
    expect(limit.ms).toBe(MAX_MS);
    clock.ms += 5000;
    limit.closed(clock.ms - 5000 + 1, 5000);
    expect(limit.ms).toBe(4500);
  });
});
