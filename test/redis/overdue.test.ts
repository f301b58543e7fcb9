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
    eval: set,
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

test('an answer that waits unread while the process is busy is not too late', async () => {
  const { client, answers } = silentClient();
  const store = createRedisReplayStore({ client, timeoutMs: 20 });
  const claim = store.claim('a', 1000);
  const busyUntil = performance.now() + 60;
  while (performance.now() < busyUntil);
  setImmediate(() => answers[0]?.('OK'));
  expect(await claim).toBe(true);
});
