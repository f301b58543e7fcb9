import { setImmediate as nextTurn } from 'node:timers/promises';
import { createRedisReplayStore, type IoredisClient } from '@fingerprint-guard/redis';
import { afterEach, expect, jest, test } from '@jest/globals';

/** A client whose Redis answers when the test says so. */
function silentClient() {
  const answers: ((answer: string) => void)[] = [];
  const set = () => new Promise<string>((resolve) => answers.push(resolve));
  const client: IoredisClient = {
    status: 'ready',
    on: () => client,
    connect: async () => undefined,
    call: set,
    set,
    get: set,
    del: set,
    eval: set,
    evalsha: set,
  };
  return { client, answers };
}

test('nothing is sent while 100 answers are overdue, and at once again when they come', async () => {
  const { client, answers } = silentClient();
  const store = createRedisReplayStore({ client, timeoutMs: 1 });
  const started = performance.now();
  const claims = Array.from({ length: 100 }, (_, number) => store.claim(`${number}`, 1000));
  for (const claim of claims) await expect(claim).rejects.toMatchObject({ code: 'ERR_FP_TIMEOUT' });

  await expect(store.claim('more', 1000)).rejects.toMatchObject({ code: 'ERR_FP_TIMEOUT' });
  // On a busy machine that takes a while, and one command a second asks whether answers come again.
  const seconds = Math.floor((performance.now() - started) / 1000);
  expect(answers.length).toBeLessThanOrEqual(100 + seconds);

  for (const answer of answers.splice(0)) answer('OK');
  await nextTurn();
  const claim = store.claim('again', 1000);
  await Promise.resolve();
  expect(answers).toHaveLength(1);
  answers[0]?.('OK');
  expect(await claim).toBe(true);
});

afterEach(() => {
  jest.restoreAllMocks();
});

const beBusy = (ms: number) => {
  const until = process.hrtime.bigint() + BigInt(ms) * 1_000_000n;
  while (process.hrtime.bigint() < until);
};

/** Stops the clock, but for the time that the process is busy: on a busy machine everything takes longer. */
function stopClock() {
  let now = performance.now();
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  return (ms: number) => {
    beBusy(ms);
    now += ms;
  };
}

test.each([25, 60])(
  'what the process was busy with for %d ms before the command went out is not counted',
  async (ms) => {
    const beBusyByClock = stopClock();
    const { client, answers } = silentClient();
    const store = createRedisReplayStore({ client, timeoutMs: 20 });
    await nextTurn();
    const claim = store.claim('a', 1000);
    beBusyByClock(ms);
    // The first turn is when the command goes out; its answer takes another.
    await nextTurn();
    await nextTurn();
    answers[0]?.('OK');
    expect(await claim).toBe(true);
  },
);

test.each([21, 60])(
  'an answer that waits unread while the process is busy for %d ms is not too late',
  async (ms) => {
    const beBusyByClock = stopClock();
    const { client, answers } = silentClient();
    const store = createRedisReplayStore({ client, timeoutMs: 20 });
    const claim = store.claim('a', 1000);
    // The time that the claim has starts with the next turn.
    await nextTurn();
    beBusyByClock(ms);
    setImmediate(() => answers[0]?.('OK'));
    expect(await claim).toBe(true);
  },
);

test('a claim that goes out late, as the process was busy, has its time from then on, and no more', async () => {
  const { client, answers } = silentClient();
  const store = createRedisReplayStore({ client, timeoutMs: 20 });
  const claims = [store.claim('a', 1000), store.claim('b', 1000)];
  await nextTurn();
  beBusy(60);
  setTimeout(() => answers[0]?.('OK'), 10);
  const [first, second] = await Promise.allSettled(claims);
  expect(first).toMatchObject({ value: true });
  expect(second).toMatchObject({ reason: { code: 'ERR_FP_TIMEOUT' } });
});
