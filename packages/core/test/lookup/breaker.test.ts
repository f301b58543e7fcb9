import { describe, expect, test } from '@jest/globals';
import { FingerprintError } from '../../src/index.js';
import { Breaker } from '../../src/lookup/breaker.js';

/** A breaker over a clock that the test moves, and the outcome of a request through it. */
function scene(answers?: () => Promise<boolean>) {
  let now = 0;
  const breaker = new Breaker(() => now, answers && { probe: { answers } });
  const outcome = (request: () => Promise<unknown>): Promise<string> =>
    breaker.run(request).then(
      () => 'ok',
      ({ code, name }) => code ?? name,
    );
  return {
    pass: (ms: number) => {
      now += ms;
    },
    succeed: () => outcome(async () => 'an answer'),
    fail: (error: unknown = new FingerprintError('ERR_FP_API_STATUS', 'x', { status: 500 })) =>
      outcome(() => Promise.reject(error)),
    /** A request that ends when the test says so. */
    begin() {
      let end: (failed: boolean) => void = () => {};
      const ended = outcome(
        () =>
          new Promise((resolve, reject) => {
            end = (failed) =>
              failed ? reject(new FingerprintError('ERR_FP_NETWORK', 'x')) : resolve('an answer');
          }),
      );
      return (failed: boolean) => {
        end(failed);
        return ended;
      };
    },
  };
}

async function failTimes({ fail }: ReturnType<typeof scene>, times: number): Promise<void> {
  for (let time = 0; time < times; time++) await fail();
}

const OPEN = 'ERR_FP_BREAKER_OPEN';

describe('the breaker', () => {
  test('opens once more than half of ten requests failed, not before', async () => {
    const few = scene();
    await failTimes(few, 9);
    expect(await few.succeed()).toBe('ok');

    const half = scene();
    for (let time = 0; time < 50; time++) {
      expect(await half.succeed()).toBe('ok');
      await half.fail();
    }
    await half.fail();
    expect(await half.succeed()).toBe(OPEN);
  });

  test('forgets what happened more than ten seconds ago, second by second', async () => {
    for (const ms of [10_000, 15_000]) {
      const past = scene();
      await failTimes(past, 9);
      past.pass(ms);
      await past.fail();
      expect(await past.succeed()).toBe('ok');
    }

    const recent = scene();
    await failTimes(recent, 9);
    recent.pass(9999);
    await recent.fail();
    expect(await recent.succeed()).toBe(OPEN);
  });

  test('opens again for five seconds when its one request fails, and closes when that succeeds', async () => {
    const api = scene();
    const { pass, succeed, fail } = api;
    await failTimes(api, 10);
    pass(4999);
    expect(await succeed()).toBe(OPEN);
    pass(1);
    expect(await fail()).toBe('ERR_FP_API_STATUS');
    pass(4999);
    expect(await succeed()).toBe(OPEN);
    pass(1);
    expect(await succeed()).toBe('ok');
  });

  test('that closes starts over: earlier failures say nothing about an API that is back', async () => {
    const api = scene();
    await failTimes(api, 10);
    api.pass(5000);
    expect(await api.succeed()).toBe('ok');
    await failTimes(api, 9);
    expect(await api.succeed()).toBe('ok');
  });

  test('lets one request try at a time', async () => {
    const api = scene();
    const { begin, pass, succeed } = api;
    await failTimes(api, 10);
    pass(5000);
    const end = begin();
    expect(await succeed()).toBe(OPEN);
    expect(await end(false)).toBe('ok');
    expect(await succeed()).toBe('ok');
  });

  test('is not held open by what was under way when it opened', async () => {
    const api = scene();
    const { begin, pass, succeed } = api;
    const end = begin();
    await failTimes(api, 10);
    pass(4999);
    expect(await end(true)).toBe('ERR_FP_NETWORK');
    pass(1);
    expect(await succeed()).toBe('ok');
  });

  test('counts an unexpected error as a failure, but not an answer or a bug', async () => {
    const unforeseen = scene();
    for (let time = 0; time < 10; time++) await unforeseen.fail(new Error('x'));
    expect(await unforeseen.succeed()).toBe(OPEN);

    const answers = ['ERR_FP_EVENT_NOT_FOUND', 'ERR_FP_RATE_LIMITED', 'ERR_FP_API_KEY'] as const;
    for (const error of [...answers.map((code) => new FingerprintError(code, 'x')), new TypeError('x')]) {
      const other = scene();
      for (let time = 0; time < 10; time++) await other.fail(error);
      expect(await other.succeed()).toBe('ok');
    }
  });
});

describe('a breaker with a probe', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  test('opens only if that fails too, and asks it once at a time', async () => {
    let probes = 0;
    let answer: (answers: boolean) => void = () => {};
    const api = scene(() => {
      probes++;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    await failTimes(api, 12);
    expect(probes).toBe(1);
    expect(await api.succeed()).toBe('ok');
    answer(true);
    await turn();
    // What failed before that is over.
    await failTimes(api, 9);
    expect(probes).toBe(1);
    await api.fail();
    expect(probes).toBe(2);
    answer(false);
    await turn();
    expect(await api.succeed()).toBe(OPEN);
  });

  test('is not held open by a request that fails by itself', async () => {
    let answers = false;
    const api = scene(async () => answers);
    await failTimes(api, 10);
    await turn();
    expect(await api.succeed()).toBe(OPEN);
    api.pass(5000);
    expect(await api.fail()).toBe('ERR_FP_API_STATUS');
    await turn();
    expect(await api.succeed()).toBe(OPEN);
    api.pass(5000);
    answers = true;
    expect(await api.fail()).toBe('ERR_FP_API_STATUS');
    await turn();
    expect(await api.succeed()).toBe('ok');
  });

  test('stays closed if nobody can tell', async () => {
    const api = scene(() => Promise.reject(new FingerprintError('ERR_FP_BUDGET', 'x')));
    await failTimes(api, 10);
    await turn();
    expect(await api.succeed()).toBe('ok');
  });
});
