import { describe, expect, test } from '@jest/globals';
import { FingerprintError } from '../../src/index.js';
import { Timekeeper } from '../../src/lib/timekeeper.js';
import { ApiProbe } from '../../src/lookup/api-probe.js';
import { Budget } from '../../src/lookup/budget.js';

const down = () => Promise.reject(new FingerprintError('ERR_FP_API_STATUS', 'x', { status: 500 }));

/** A probe over a clock that the test moves, and what it asked for. */
function scene(answer: () => Promise<unknown>) {
  let now = 0;
  const asked: object[] = [];
  const clock = () => now;
  const probe = new ApiProbe({
    ask: (request) => {
      asked.push(request);
      return answer();
    },
    budget: new Budget({ perSecond: 0.001, burst: 1 }, clock),
    timekeeper: new Timekeeper(),
    deadlineMs: 1000,
    clock,
  });
  return {
    probe,
    asked,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('a probe', () => {
  test('is shared by all who ask meanwhile, but not between rulesets', async () => {
    const { probe, asked } = scene(async () => ({}));
    probe.delivered('known');
    const answers = await Promise.all([probe.answers(), probe.answers(), probe.answers('rs_1')]);
    expect(answers).toEqual([true, true, true]);
    expect(asked).toEqual([{ knownId: 'known' }, { knownId: 'known', rulesetId: 'rs_1' }]);
    await probe.answers();
    expect(asked).toHaveLength(3);
  });

  test('that was not answered counts for half a second, and no longer', async () => {
    const { probe, asked, pass } = scene(down);
    for (const ms of [0, 499]) {
      pass(ms);
      expect(await probe.answers()).toBe(false);
    }
    expect(asked).toHaveLength(1);
    pass(1);
    expect(await probe.answers()).toBe(false);
    expect(asked).toHaveLength(2);
  });

  test('is made twenty times at once and five times a second at most, without a turn of the budget', async () => {
    const { probe, asked, pass } = scene(async () => ({}));
    for (let count = 0; count < 20; count++) expect(await probe.answers()).toBe(true);
    await expect(probe.answers()).rejects.toMatchObject({ code: 'ERR_FP_BUDGET', retryAfterMs: 200 });
    expect(asked).toHaveLength(20);
    pass(200);
    expect(await probe.answers()).toBe(true);
  });

  test.each([
    ['404', 'ERR_FP_EVENT_NOT_FOUND', 404],
    ['page', 'ERR_FP_FOREIGN_ANSWER', 404],
    ['dropped connection', 'ERR_FP_NETWORK', undefined],
  ] as const)(
    'that is answered with a %s tells the API from what stands in for it',
    async (_what, code, status) => {
      const { probe } = scene(() => Promise.reject(new FingerprintError(code, 'x', { status })));
      expect(await probe.answers()).toBe(code === 'ERR_FP_EVENT_NOT_FOUND');
    },
  );

  test('that meets a limit determines nothing', async () => {
    const limited = new FingerprintError('ERR_FP_RATE_LIMITED', 'x', { status: 429 });
    const { probe } = scene(() => Promise.reject(limited));
    await expect(probe.answers()).rejects.toBe(limited);
  });
});
