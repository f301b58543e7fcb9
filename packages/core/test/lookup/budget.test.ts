import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FingerprintError } from '../../src/index.js';
import { Budget } from '../../src/lookup/budget.js';
import { TokenBucket } from '../../src/lookup/token-bucket.js';

const limited = (retryAfterMs?: number) =>
  new FingerprintError('ERR_FP_RATE_LIMITED', 'x', { status: 429, retryAfterMs });
const spent = expect.objectContaining({ code: 'ERR_FP_BUDGET' });

function turnOf(budget: Budget): boolean {
  try {
    budget.take(0);
    return true;
  } catch {
    return false;
  }
}

describe('a token bucket', () => {
  test('never hands out more turns than burst and rate allow, over any stretch of time', () => {
    const steps = fc.array(fc.nat(400), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        steps,
        (rate, burst, gaps) => {
          const bucket = new TokenBucket(rate, burst, burst, 0);
          const turns: number[] = [];
          let now = 0;
          for (const gap of gaps) {
            now += gap;
            turns.push(now + bucket.waitMs(now));
            bucket.take(now);
          }
          turns.forEach((from, start) => {
            turns.slice(start).forEach((until, count) => {
              expect(count + 1).toBeLessThanOrEqual(burst + ((until - from) / 1000) * rate + 1e-6);
            });
          });
        },
      ),
    );
  });
});

describe('a budget set by hand', () => {
  test('lets a burst through, then makes turns wait, then refuses', () => {
    let now = 0;
    const budget = new Budget({ perSecond: 5, burst: 3 }, () => now);
    expect([budget.take(0), budget.take(0), budget.take(0)]).toEqual([0, 0, 0]);
    expect(() => budget.take(0)).toThrow(spent);
    expect(budget.take(1000)).toBeCloseTo(200);
    expect(budget.take(1000)).toBeCloseTo(400);
    expect(() => budget.take(500)).toThrow(spent);
    now = 1000;
    expect(budget.take(0)).toBe(0);
  });
});

describe('a budget is short', () => {
  test('with less than half of the burst left, counting the turns about to be taken', () => {
    const budget = new Budget({ perSecond: 5, burst: 10 }, () => 0);
    for (let turn = 0; turn < 5; turn++) budget.take(0);
    expect([budget.isShort(), budget.isShort(1)]).toEqual([false, true]);
    budget.take(0);
    expect(budget.isShort()).toBe(true);
  });

  test('as it was set by hand, whatever the API answers', () => {
    let now = 0;
    const budget = new Budget({ perSecond: 5, burst: 3 }, () => now);
    budget.failed(limited());
    expect([budget.take(0), budget.take(0), budget.take(0)]).toEqual([0, 0, 0]);
    expect(() => budget.take(199)).toThrow(spent);
    expect(() => budget.take(199)).toThrow(expect.objectContaining({ retryAfterMs: 200 }));
    now = 200;
    expect(budget.take(0)).toBe(0);
  });
});

describe('a budget that follows the API', () => {
  const scene = () => {
    let now = 0;
    const budget = new Budget(undefined, () => now);
    return {
      budget,
      pass(ms: number) {
        now += ms;
      },
      /** Turns that are available at once. */
      free(): number {
        for (let turns = 0; turns < 10_000; turns++) {
          try {
            budget.take(0);
          } catch {
            return turns;
          }
        }
        return Number.POSITIVE_INFINITY;
      },
    };
  };

  test('is unbounded until the first 429, whatever other failures come', () => {
    const { budget, free } = scene();
    budget.failed(new FingerprintError('ERR_FP_API_STATUS', 'x', { status: 500 }));
    budget.failed(new FingerprintError('ERR_FP_EVENT_NOT_FOUND', 'x', { status: 404 }));
    budget.failed(new FingerprintError('ERR_FP_NETWORK', 'x'));
    expect(free()).toBe(Number.POSITIVE_INFINITY);
  });

  test('starts empty at the default limit after a 429, and fills up', () => {
    const { budget, pass, free } = scene();
    budget.failed(limited());
    expect(free()).toBe(0);
    pass(1000);
    expect(free()).toBe(5);
  });

  test('starts at what was answered just before, if that is more', () => {
    const { budget, pass, free } = scene();
    for (let answers = 0; answers < 100; answers++) budget.succeeded();
    budget.failed(limited());
    pass(1000);
    expect(free()).toBe(70);
  });

  test('shrinks with 429s that go on, simultaneous ones counted once', () => {
    const { budget, pass, free } = scene();
    budget.failed(limited());
    pass(1000);
    for (let times = 0; times < 20; times++) budget.failed(limited());
    expect(free()).toBe(5);
    pass(1000);
    expect(free()).toBe(Math.floor(5 * 0.7));
  });

  test.each([8, 20, 200])('settles at what the API allows, at %d lookups a second', (perSecond) => {
    const { budget, pass } = scene();
    const api = new TokenBucket(5, 15, 15, 0);
    const answers = { passed: 0, limited: 0 };
    const underWay: (() => void)[] = [];
    for (let now = 0; now < 60_000; now += 1000 / perSecond) {
      // Each is answered before the next but one.
      if (underWay.length > 1) underWay.shift()?.();
      if (turnOf(budget)) {
        const isLimited = api.waitMs(now) > 0;
        if (!isLimited) api.take(now);
        answers[isLimited ? 'limited' : 'passed']++;
        underWay.push(() => (isLimited ? budget.failed(limited()) : budget.succeeded()));
      }
      pass(1000 / perSecond);
    }
    expect(answers.passed).toBeGreaterThan(60 * 5 * 0.9);
    expect(answers.limited).toBeLessThan(60);
  });

  test('does not grow while 429s come, however often it is asked for a turn', () => {
    const { budget, pass, free } = scene();
    budget.failed(limited());
    for (let tenth = 0; tenth < 100; tenth++) {
      pass(100);
      free();
      budget.failed(limited());
    }
    pass(1000);
    expect(free()).toBe(1);
  });

  test('keeps one turn a second, however many 429s come', () => {
    const { budget, pass, free } = scene();
    for (let second = 0; second < 30; second++) {
      pass(1000);
      budget.failed(limited());
    }
    free();
    expect(budget.take(1000)).toBeLessThanOrEqual(1000);
  });

  test('is forgotten a minute after the last 429, not the first', () => {
    const { budget, pass, free } = scene();
    budget.failed(limited());
    pass(30_000);
    budget.failed(limited());
    pass(60_000);
    expect(free()).toBeLessThan(Number.POSITIVE_INFINITY);
    pass(1);
    expect(free()).toBe(Number.POSITIVE_INFINITY);
  });

  test('grows while answers come, and is forgotten after a minute without a 429', () => {
    const { budget, pass, free } = scene();
    budget.failed(limited());
    const rates: number[] = [];
    for (let second = 0; second < 5; second++) {
      pass(1000);
      rates.push(free());
    }
    expect(rates).toEqual([...rates].sort((a, b) => a - b));
    expect(rates.at(-1)).toBeGreaterThan(5);
    pass(60_001);
    expect(free()).toBe(Number.POSITIVE_INFINITY);
  });

  test('counts what the API answered, also what was no event, and no other failure', () => {
    const answers = [
      new FingerprintError('ERR_FP_EVENT_NOT_FOUND', 'x', { status: 404 }),
      new FingerprintError('ERR_FP_NETWORK', 'x'),
      new TypeError('x'),
    ];
    const rates = answers.map((error) => {
      const { budget, pass, free } = scene();
      for (let times = 0; times < 100; times++) budget.failed(error);
      budget.failed(limited());
      pass(1000);
      return free();
    });
    expect(rates).toEqual([70, 5, 5]);
  });

  test('takes the rate from the second before as well, and from none before that', () => {
    const rates = [999, 1000, 1999, 2000].map((gap) => {
      const { budget, pass, free } = scene();
      for (let answers = 0; answers < 100; answers++) budget.succeeded();
      pass(gap);
      budget.failed(limited());
      pass(1000);
      return free();
    });
    expect(rates).toEqual([70, 70, 70, 5]);
  });

  test('saves turns up for three seconds, not for more', () => {
    const { budget, pass, free } = scene();
    for (let answers = 0; answers < 100; answers++) budget.succeeded();
    budget.failed(limited());
    pass(20_000);
    expect(free()).toBe(3 * 70);
  });

  test.each([
    ['for ten seconds after a 429', undefined, 10_000],
    ['during a longer pause', 30_000, 30_000],
  ])('is short %s', (_what, retryAfterMs, shortForMs) => {
    const { budget, pass } = scene();
    expect(budget.isShort()).toBe(false);
    budget.failed(limited(retryAfterMs));
    for (let ms = 1000; ms < shortForMs; ms += 1000) {
      pass(1000);
      expect(budget.isShort()).toBe(true);
    }
    pass(999);
    expect(budget.isShort()).toBe(true);
    pass(1);
    expect(budget.isShort()).toBe(false);
  });

  test('keeps the longest pause the API asks for, up to a minute', () => {
    const { budget, pass, free } = scene();
    budget.failed(limited(40_000));
    budget.failed(limited(1000));
    pass(39_999);
    expect(free()).toBe(0);
    budget.failed(limited(3_600_000));
    pass(59_999);
    expect(free()).toBe(0);
    pass(1);
    expect(free()).toBeGreaterThan(0);
  });

  test('pauses for as long as the API asks', () => {
    const { budget, pass, free } = scene();
    budget.failed(limited(3000));
    pass(2999);
    expect(free()).toBe(0);
    expect(() => budget.take(0)).toThrow(expect.objectContaining({ retryAfterMs: 1 }));
    pass(1);
    expect(free()).toBeGreaterThan(0);
  });
});
