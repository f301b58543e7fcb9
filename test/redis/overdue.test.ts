import { setImmediate as nextTurn } from 'node:timers/promises';
import { createRedisReplayStore, type IoredisClient } from '@fingerprint-guard/redis';
import { expect, test } from '@jest/globals';

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
  };
  return { client, answers };
}

test('nothing is sent while 100 answers are overdue, and at once again when they come', async () => {
  const { client, answers } = silentClient();
  const store = createRedisReplayStore({ client, timeoutMs: 1 });
  const claims = Array.from({ length: 100 }, (_, number) => store.claim(`${number}`, 1000));
  for (const claim of claims) await expect(claim).rejects.toMatchObject({ code: 'ERR_FP_TIMEOUT' });

  await expect(store.claim('more', 1000)).rejects.toMatchObject({ code: 'ERR_FP_TIMEOUT' });
  expect(answers).toHaveLength(100);

  for (const answer of answers.splice(0)) answer('OK');
  await nextTurn();
  const claim = store.claim('again', 1000);
  await Promise.resolve();
  expect(answers).toHaveLength(1);
  answers[0]?.('OK');
  expect(await claim).toBe(true);
});

/** Keeps the process from reading anything, for longer than a command of `BUSY_TIMEOUT_MS` may take. */
function beBusy() {
  const until = performance.now() + 3 * BUSY_TIMEOUT_MS;
  while (performance.now() < until);
}
const BUSY_TIMEOUT_MS = 20;

test('what the process was busy with before the command went out is not counted', async () => {
  const { client, answers } = silentClient();
  const store = createRedisReplayStore({ client, timeoutMs: BUSY_TIMEOUT_MS });
  await nextTurn();
  const claim = store.claim('a', 1000);
  beBusy();
  // The first turn is when the command goes out; its answer takes another.
  await nextTurn();
  await nextTurn();
  answers[0]?.('OK');
  expect(await claim).toBe(true);
});

test('an answer that waits unread when the time is up is read first', async () => {
  const { client, answers } = silentClient();
  const store = createRedisReplayStore({ client, timeoutMs: BUSY_TIMEOUT_MS });
  await nextTurn();
  const claim = store.claim('a', 1000);
  await nextTurn();
  beBusy();
  await nextTurn();
  answers[0]?.('OK');
  expect(await claim).toBe(true);
});
