import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { PacedWaits } from '../../src/lib/paced-waits.js';
import { Timekeeper } from '../../src/lib/timekeeper.js';
import { narrowSide } from '../support/narrow-side.js';

const BOUND_MS = 150;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const OURS = 'ours';
const THEIRS = 'theirs';

/** Waits for one side, and their results. */
function scene() {
  const waits = new PacedWaits(new Timekeeper());
  const asks = (times: number, ask: () => Promise<unknown>): Promise<unknown>[] =>
    Array.from({ length: times }, () =>
      waits.within(BOUND_MS, ask).then(
        () => 'answered',
        ({ heldUp, message }) => (heldUp === undefined ? message : heldUp ? OURS : THEIRS),
      ),
    );
  const settled = async (asked: Promise<unknown>[]) => {
    await jest.advanceTimersByTimeAsync(2 * BOUND_MS);
    return Promise.all(asked);
  };
  const count = (outcomes: unknown[]) => {
    const counts: Record<string, number> = {};
    for (const outcome of outcomes) counts[String(outcome)] = (counts[String(outcome)] ?? 0) + 1;
    return counts;
  };
  return {
    asks,
    /** Asks so often at once. */
    burst: async (times: number, ask: () => Promise<unknown>) => count(await settled(asks(times, ask))),
    /** Asks so often, one every few ms. @param before Called before each, with how many came before. */
    async stream(
      times: number,
      everyMs: number,
      ask: () => Promise<unknown>,
      before: (time: number) => void = () => {},
    ) {
      const asked: Promise<unknown>[] = [];
      for (let time = 0; time < times; time++) {
        before(time);
        asked.push(...asks(1, ask));
        await jest.advanceTimersByTimeAsync(everyMs);
      }
      return settled(asked);
    },
    count,
  };
}

const never = () => new Promise(() => {});
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('a side that answers few at once', () => {
  test.each([
    [1, 40],
    [1, 140],
    [5, 60],
    [4, 10],
  ])('%i, in %i ms each, is not to blame for what queues', async (connections, serviceMs) => {
    const { burst } = scene();
    const { ask } = narrowSide(connections, serviceMs);
    const first = await burst(500, ask);
    expect(first[THEIRS]).toBeUndefined();
    expect(first[OURS]).toBeGreaterThan(300);
    expect(first.answered).toBeGreaterThan(0);
    // What was asked in vain is being answered yet.
    for (let wave = 0; wave < 5; wave++) expect((await burst(500, ask))[THEIRS]).toBeUndefined();
  });

  test('gets no more questions than it answers, and more again when it answers more', async () => {
    const { burst } = scene();
    const side = narrowSide(5, 60);
    await burst(200, side.ask);
    await pass(5000);
    const askedBefore = side.asked;
    await burst(200, side.ask);
    expect(side.asked - askedBefore).toBeLessThan(20);
    side.serviceMs = 1;
    for (let wave = 0; wave < 20; wave++) await burst(200, side.ask);
    expect(await burst(100, side.ask)).toEqual({ answered: 100 });
  });

  test('serves one that asks later', async () => {
    const { burst } = scene();
    const { ask } = narrowSide(5, 60);
    await burst(100, ask);
    await pass(5000);
    expect(await burst(1, ask)).toEqual({ answered: 1 });
  });
});

describe('a side that is slow', () => {
  const SLOW_MS = 300;

  test.each([
    ['never answers', never],
    ['answers late', narrowSide(1000, SLOW_MS).ask],
  ])('and %s is to blame, however many are asked at once', async (_what, ask) => {
    const { burst } = scene();
    for (let wave = 0; wave < 3; wave++) expect(await burst(20, ask)).toEqual({ [THEIRS]: 20 });
  });

  test('is to blame, however steadily it is asked', async () => {
    const { stream } = scene();
    expect(new Set(await stream(100, 20, narrowSide(1000, SLOW_MS).ask))).toEqual(new Set([THEIRS]));
  });

  test.each([
    ['turns slow', SLOW_MS],
    ['ends to answer', 1e9],
  ])('and %s while it is asked steadily is to blame soon after', async (_what, serviceMs) => {
    const { stream, burst } = scene();
    const side = narrowSide(2000, 30);
    const outcomes = await stream(400, 10, side.ask, (time) => {
      if (time === 50) side.serviceMs = serviceMs;
    });
    expect(new Set(outcomes.slice(0, 50))).toEqual(new Set(['answered']));
    expect(outcomes.slice(50, 200)).toContain(OURS);
    expect(new Set(outcomes.slice(200))).toEqual(new Set([THEIRS]));
    side.serviceMs = 30;
    await pass(1000);
    expect(await burst(100, side.ask)).toEqual({ answered: 100 });
  });

  test('is in time again as soon as it answers in time', async () => {
    const { burst } = scene();
    const side = narrowSide(5, SLOW_MS);
    expect(await burst(1, side.ask)).toEqual({ [THEIRS]: 1 });
    side.serviceMs = 60;
    await pass(1000);
    expect(await burst(1, side.ask)).toEqual({ answered: 1 });
    expect((await burst(500, side.ask))[THEIRS]).toBeUndefined();
  });

  test('may report that by its own timer', async () => {
    const { burst } = scene();
    const late = () => new Promise((_resolve, reject) => setTimeout(reject, 100, new Error('timed out')));
    expect(await burst(10, late)).toEqual({ 'timed out': 10 });
    const { ask } = narrowSide(1, 40);
    const impatient = () => Promise.race([ask(), late()]);
    const counts = await scene().burst(50, impatient);
    expect(counts['timed out']).toBeUndefined();
    expect(counts[OURS]).toBeGreaterThan(40);
  });

  test('is asked again, although one answer never comes', async () => {
    const { asks, burst } = scene();
    const { ask } = narrowSide(1, 40);
    const asked = [...asks(1, ask), ...asks(1, never)];
    await pass(2 * BOUND_MS);
    expect(await Promise.all(asked)).toEqual(['answered', OURS]);
    expect(await burst(1, ask)).toEqual({ [OURS]: 1 });
    await pass(1000);
    expect(await burst(1, ask)).toEqual({ answered: 1 });
  });
});

test('a side that fails is passed on as it is, and is asked again', async () => {
  const { burst } = scene();
  expect(await burst(3, () => Promise.reject(new Error('down')))).toEqual({ down: 3 });
  const broken = () => {
    throw new Error('broken');
  };
  expect(await burst(3, broken)).toEqual({ broken: 3 });
  expect(await burst(3, async () => true)).toEqual({ answered: 3 });
});
