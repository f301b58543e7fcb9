import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sleep } from '../../src/lib/deadline.js';
import { Timekeeper } from '../../src/lib/timekeeper.js';
import { block, keepBusy } from '../support/block.js';
import { type Echo, startEcho } from '../support/echo.js';

const HELD_UP = { name: 'DeadlineExceeded', heldUp: true };
const NO_ANSWER = { name: 'DeadlineExceeded', heldUp: false };

const never = () => new Promise<never>(() => {});
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => error,
  );

let echo: Echo;
beforeAll(async () => {
  echo = await startEcho();
});
afterAll(() => echo.close());

describe('a wait', () => {
  test.each([200, 1250])(
    'is not over before an answer that arrived while the process was blocked for %i ms',
    async (ms) => {
      const asked = new Timekeeper().within(50, echo.ask());
      block(ms);
      expect(await asked).toBe('?');
    },
  );

  test('has its answer read on a process that is busy all the time', async () => {
    const stop = keepBusy(60);
    try {
      expect(await new Timekeeper().within(50, echo.ask())).toBe('?');
    } finally {
      stop();
    }
  });

  test('without an answer ends when its time is up, and blames the other side', async () => {
    const started = performance.now();
    expect(await failureOf(new Timekeeper().within(50, never()))).toMatchObject(NO_ANSWER);
    expect(performance.now() - started).toBeGreaterThanOrEqual(49);
  });

  test('without an answer ends on a constantly busy process, and blames the process', async () => {
    const started = performance.now();
    const stop = keepBusy(50);
    const failure = await failureOf(new Timekeeper().within(50, never()));
    stop();
    expect(failure).toMatchObject(HELD_UP);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test.each([
    ['by its name', Object.assign(new Error('x'), { name: 'TimeoutError' })],
    ['by its code', Object.assign(new Error('x'), { code: 'ETIMEDOUT' })],
    ['by its message', new Error('Command timed out')],
    ['by its cause', new Error('x', { cause: new Error('Command timed out') })],
  ])("treats another timer's time-out, recognised %s, as a missing answer", async (_how, error) => {
    const timer = (ms: number) =>
      new Promise<never>((_resolve, reject) => {
        setTimeout(reject, ms, error);
      });
    const blocked = failureOf(new Timekeeper().within(500, timer(100)));
    block(300);
    expect(await blocked).toMatchObject(HELD_UP);
    expect(await failureOf(new Timekeeper().within(500, timer(5)))).toBe(error);
  });

  test('passes any other failure on, also from a process that was blocked', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const asked = failureOf(new Timekeeper().within(500, Promise.reject(refused)));
    block(300);
    expect(await asked).toBe(refused);
  });
});

describe('a task with a deadline', () => {
  test('learns of it by its signal, with the reason, and may settle by itself', async () => {
    const seen: unknown[] = [];
    const settled = new Timekeeper().withDeadline(50, async ({ signal }) => {
      await sleep(10_000, signal).catch((reason: unknown) => seen.push(reason));
      return 'its own';
    });
    expect(await settled).toBe('its own');
    expect(seen).toMatchObject([NO_ANSWER]);
  });

  test('that ignores its signal is abandoned', async () => {
    expect(await failureOf(new Timekeeper().withDeadline(50, never))).toMatchObject(NO_ANSWER);
  });

  test('loses no time to a process that is blocked', async () => {
    const timekeeper = new Timekeeper();
    const deadline = timekeeper.deadline(1000);
    const asked = timekeeper.withDeadline(100, () => echo.ask());
    block(700);
    expect(await asked).toBe('?');
    expect(deadline.leftMs()).toBeGreaterThan(600);
  });

  test('counts a standstill that several waits notice once', async () => {
    const timekeeper = new Timekeeper();
    const deadline = timekeeper.deadline(10_000);
    const waits = Array.from({ length: 5 }, () => failureOf(timekeeper.within(20, never())));
    block(400);
    await Promise.all(waits);
    expect(deadline.leftMs()).toBeGreaterThan(9000);
    expect(deadline.elapsedMs()).toBeGreaterThan(0);
  });
});
