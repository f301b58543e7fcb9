import { jest } from '@jest/globals';
import { FingerprintError } from '../../packages/core/src/index.js';
import { Timekeeper } from '../../packages/core/src/lib/timekeeper.js';
import type { LookupTurns } from '../../packages/core/src/lookup/api-gate.js';
import { Budget } from '../../packages/core/src/lookup/budget.js';
import { SharedTurns } from '../../packages/core/src/lookup/shared-turns.js';
import { TokenBucket } from '../../packages/core/src/lookup/token-bucket.js';
import { memoryBudget } from '../../packages/core/test/support/shared-budget.js';
import type { Load } from './model.js';

export interface Simulated extends Load {
  seconds: number;
  /** What the instances share. */
  budget: 'shared' | 'of each';
  limitPerSecond: number;
}

/** The step of simulated time, and how long the API takes to answer, ms. */
const STEP_MS = 1;
const ANSWER_MS = 60;

/** A lookup waits for its turn for at most this long, ms: half of the default deadline. */
const PATIENCE_MS = 1000;

/** Numbers between 0 and 1 that look random, and are the same each time. */
function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Lets instances look up ids before an API that limits them, over timers that the test has faked. It counts what
 * happens per second, once what the API saved up is used.
 */
export async function simulate(world: Simulated) {
  const { instances, loginsPerSecond, limitPerSecond, seconds, budget } = world;
  const random = seeded(instances * 31 + loginsPerSecond);
  const clock = () => performance.now();
  const { shared, calls } = memoryBudget(
    { perSecond: limitPerSecond, burst: limitPerSecond * 3 },
    instances,
    clock,
  );
  const timekeeper = new Timekeeper();
  const turnsOf = (): LookupTurns =>
    budget === 'of each'
      ? new Budget(undefined, clock)
      : new SharedTurns({
          shared,
          account: 'a',
          apiKey: 'k',
          timekeeper,
          deadlineMs: 2000,
          clock,
          onError: (error) => {
            throw error;
          },
        });
  const all = Array.from({ length: instances }, turnsOf);
  const api = new TokenBucket(limitPerSecond, limitPerSecond * 3, limitPerSecond * 3, clock());
  const counted = { asked: 0, served: 0, limited: 0 };

  async function lookUp(turns: LookupTurns): Promise<void> {
    const waitMs = await turns.take(PATIENCE_MS);
    if (waitMs > 0) await after(waitMs);
    counted.asked++;
    const isLimited = api.waitMs(clock()) > 0;
    if (isLimited) counted.limited++;
    else {
      api.take(clock());
      counted.served++;
    }
    await after(ANSWER_MS);
    if (isLimited) turns.failed(new FingerprintError('ERR_FP_RATE_LIMITED', 'x', { status: 429 }));
    else turns.succeeded();
  }

  async function run(forSeconds: number): Promise<void> {
    let due = 0;
    for (let ms = 0; ms < forSeconds * 1000; ms += STEP_MS) {
      for (due += (loginsPerSecond * STEP_MS) / 1000; due >= 1; due--) {
        const turns = all[Math.floor(random() * instances)];
        if (turns) lookUp(turns).catch(() => undefined);
      }
      await jest.advanceTimersByTimeAsync(STEP_MS);
    }
  }

  // What was saved up is used first, and what is not the load's own is over.
  for (let saved = 0; saved < limitPerSecond * 3; saved++) {
    api.take(clock());
    await shared.take({ account: 'a', maxWaitMs: 0 });
  }
  await run(Math.min(1, seconds));
  Object.assign(counted, { asked: 0, served: 0, limited: 0 });
  Object.assign(calls, { take: 0, learn: 0 });
  await run(seconds);
  const perSecond = (count: number) => count / seconds;
  return {
    asked: perSecond(counted.asked),
    served: perSecond(counted.served),
    limited: perSecond(counted.limited),
    turns: perSecond(calls.take),
    reports: perSecond(calls.learn),
  };
}

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
