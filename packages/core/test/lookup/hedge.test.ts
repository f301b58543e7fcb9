import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createFingerprintGuard, FingerprintError, type FingerprintEvent } from '../../src/index.js';
import { Cancellation } from '../../src/lib/cancellation.js';
import type { AbortingDeadline } from '../../src/lib/deadline.js';
import type { ThreadPool } from '../../src/lib/thread-pool.js';
import { Timekeeper } from '../../src/lib/timekeeper.js';
import { ApiGate, type LookupTurns } from '../../src/lookup/api-gate.js';
import { ApiProbe } from '../../src/lookup/api-probe.js';
import { createAttempts } from '../../src/lookup/attempts.js';
import { blameIds } from '../../src/lookup/blame-ids.js';
import { Breaker } from '../../src/lookup/breaker.js';
import { Budget, type BudgetOption } from '../../src/lookup/budget.js';
import { Hedge } from '../../src/lookup/hedge.js';
import type { BoundedLookup } from '../../src/lookup/lookup.js';
import type { RetryDelay } from '../../src/lookup/retry.js';
import type { GetEvent } from '../../src/server-api/client.js';
import { apiFunction, eventAnswer } from '../support/api-function.js';
import { block } from '../support/block.js';
import { clock } from '../support/clock.js';
import { startEcho } from '../support/echo.js';
import { lookupRequest } from '../support/lookup-request.js';
import { requestFor } from '../support/scene.js';

/** So many events arrive before anything is late. */
const BATCH = 200;
/** The time that usual answers take, ms. */
const USUAL_MS = 10;

const eventOf = (eventId: string): FingerprintEvent => ({ eventId, generation: 'v4', failed: {}, raw: {} });
const unknown = new FingerprintError('ERR_FP_EVENT_NOT_FOUND', 'x', { status: 404 });
const failed = new FingerprintError('ERR_FP_API_STATUS', 'x', { status: 500 });
const limited = new FingerprintError('ERR_FP_RATE_LIMITED', 'x', { status: 429 });
const broken = new FingerprintError('ERR_FP_NETWORK', 'x');

/** The answer to one request: after this time, ms, the event or an error. */
type Answer = [afterMs: number, error?: Error | undefined];
const SILENT: Answer = [Number.POSITIVE_INFINITY];

interface SceneOptions {
  budget?: BudgetOption;
  /** Takes the place of the budget's own spare turns. */
  takeSpare?: LookupTurns['takeSpare'];
  deadlineMs?: number;
  retryDelay?: RetryDelay;
  threads?: ThreadPool;
}

/** Lookups over an API that answers each ID as it is told, with its requests, and what the others learn from them. */
function scene({ budget, takeSpare, threads, ...options }: SceneOptions = {}) {
  const { deadlineMs = 2000, retryDelay = () => undefined } = options;
  const timekeeper = new Timekeeper(threads);
  const requests: { id: string; ended?: 'answered' | 'cancelled' }[] = [];
  const answers = new Map<string, Answer[]>();
  const getEvent: GetEvent = (id, signal) =>
    new Promise((resolve, reject) => {
      const request: (typeof requests)[number] = { id };
      requests.push(request);
      const [afterMs, error] = answers.get(id)?.shift() ?? [USUAL_MS];
      const answer = () => {
        request.ended ??= 'answered';
        if (error) reject(error);
        else resolve(eventOf(id));
      };
      const timer = afterMs < SILENT[0] ? setTimeout(answer, afterMs) : undefined;
      const cancel = () => {
        clearTimeout(timer);
        request.ended ??= 'cancelled';
        reject(signal.reason);
      };
      if (signal.aborted) cancel();
      else signal.addEventListener('abort', cancel, { once: true });
    });

  const learnt = { budget: [] as unknown[], breaker: [] as unknown[] };
  const own = new Budget(budget, clock);
  const turns: LookupTurns = {
    take: (maxWaitMs, client) => own.take(maxWaitMs, client),
    takeSpare: takeSpare ?? ((maxWaitMs) => own.takeSpare(maxWaitMs)),
    succeeded() {
      learnt.budget.push('ok');
      own.succeeded();
    },
    failed(error) {
      const { code, status } = error as Partial<FingerprintError>;
      if (status !== undefined) learnt.budget.push(code);
      own.failed(error);
    },
  };
  class WatchedBreaker extends Breaker {
    override async run<T>(request: () => Promise<T>): Promise<T> {
      try {
        const answer = await super.run(request);
        learnt.breaker.push('ok');
        return answer;
      } catch (error) {
        learnt.breaker.push((error as FingerprintError).code);
        throw error;
      }
    }
  }
  const breaker = new WatchedBreaker(clock);
  const attempts = createAttempts({
    getEvent,
    gate: new ApiGate(turns, breaker),
    hedge: new Hedge({ timekeeper, budget: turns }),
    retryDelay,
  });
  const probe = new ApiProbe({
    ask: (_probe, signal) => getEvent('probe', signal),
    budget: turns,
    timekeeper,
    deadlineMs,
    clock,
  });
  const blamed = blameIds(attempts, { probe, doubtsSilence: true });

  let ids = 0;
  const ended = (lookup: BoundedLookup, id: string, given: Answer[]): Promise<string> => {
    answers.set(id, given);
    return timekeeper
      .withDeadline(deadlineMs, (deadline) => lookup(id, lookupRequest({ patient: false }), deadline))
      .then(
        ({ outcome }) => outcome,
        ({ code, name }: FingerprintError) => code ?? name,
      );
  };
  const lookup = (id: string, ...given: Answer[]) => ended(attempts, id, given);
  /** Settles once this time has passed. */
  const after = async <T>(ms: number, promise: Promise<T>): Promise<T> => {
    await jest.advanceTimersByTimeAsync(ms);
    return promise;
  };
  return {
    requests,
    learnt,
    lookup,
    /** A lookup whose silence is doubted. */
    doubted: (id: string, ...given: Answer[]) => ended(blamed, id, given),
    after,
    /** A lookup of another ID, and the number of its requests. */
    async requestsOf(...given: Answer[]): Promise<number> {
      const id = `other ${ids++}`;
      await after(deadlineMs, lookup(id, ...given));
      return requests.filter((request) => request.id === id).length;
    },
    /** So many lookups at once, each answered after this time. */
    async all(count: number, afterMs = USUAL_MS, error?: Error) {
      const lookups = Array.from({ length: count }, () => lookup(`usual ${ids++}`, [afterMs, error]));
      await after(afterMs + 1, Promise.all(lookups));
    },
    endsOf: (id: string) => requests.filter((request) => request.id === id).map(({ ended }) => ended),
  };
}

/** A scene that has seen enough usual answers. */
async function warmScene(options?: SceneOptions) {
  const warm = scene(options);
  await warm.all(BATCH);
  warm.requests.length = 0;
  for (const list of Object.values(warm.learnt)) list.length = 0;
  return warm;
}

describe('a hedge', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  describe('of a late request', () => {
    test.each<[string, Answer[], ('answered' | 'cancelled')[]]>([
      ['the second one', [[1900], [10]], ['cancelled', 'answered']],
      ['the first one', [[30], [1900]], ['answered', 'cancelled']],
    ])('lets the event that comes first count, and cancels the other: %s', async (_what, given, ends) => {
      const { lookup, after, endsOf } = await warmScene();
      expect(await after(32, lookup('late', ...given))).toBe('found');
      expect(endsOf('late')).toEqual(ends);
    });

    test.each<[string, Answer, Answer, string]>([
      ['the second one finds no event', [90], [10, unknown], 'found'],
      ['the first one finds no event', [20, unknown], [90], 'ERR_FP_EVENT_NOT_FOUND'],
      ['the second one fails', [90], [10, failed], 'found'],
      ['the second one is over the limit', [90], [10, limited], 'found'],
      ['the first one fails, so that it can be repeated', [20, failed], SILENT, 'ERR_FP_API_STATUS'],
      ['the first one is over the limit', [20, limited], [60], 'ERR_FP_RATE_LIMITED'],
      ['the first one is slow to fail', [60, limited], [20, broken], 'ERR_FP_RATE_LIMITED'],
      ['the second one shows a bug', [90], [10, new TypeError('x')], 'found'],
      ['the first one shows a bug', [20, new TypeError('x')], [90], 'TypeError'],
    ])('ends as it has to: %s', async (_what, first, second, outcome) => {
      const { lookup, after, endsOf } = await warmScene();
      expect(await after(100, lookup('late', first, second))).toBe(outcome);
      expect(endsOf('late')).toHaveLength(2);
    });

    test('ends with the deadline, which cancels both, and leaves no timer', async () => {
      const { lookup, after, endsOf } = await warmScene();
      expect(await after(2001, lookup('late', SILENT, SILENT))).toBe('ERR_FP_TIMEOUT');
      expect(endsOf('late')).toEqual(['cancelled', 'cancelled']);
      expect(jest.getTimerCount()).toBe(0);
    });

    test('counts each answer once, and none for the request that is cancelled', async () => {
      const { lookup, after, learnt } = await warmScene();
      await after(100, lookup('late', [1000], [10]));
      expect(learnt).toEqual({ budget: ['ok'], breaker: ['ok', 'ERR_FP_OVERLOADED'] });
      await after(100, lookup('failing', [20, failed], [60]));
      expect(learnt.budget).toEqual(['ok', 'ERR_FP_API_STATUS']);
      expect(learnt.breaker.slice(2)).toEqual(['ERR_FP_API_STATUS', 'ERR_FP_OVERLOADED']);
    });

    test('leaves no listener behind, and tells a request that the deadline is over', async () => {
      class CountedSignal extends Cancellation {
        readonly listeners = new Set<() => void>();
        override addEventListener(type: 'abort', listener: () => void): void {
          this.listeners.add(listener);
          super.addEventListener(type, listener);
        }
        override removeEventListener(type: 'abort', listener: () => void): void {
          this.listeners.delete(listener);
          super.removeEventListener(type, listener);
        }
      }
      const signal = new CountedSignal();
      const deadline = { signal, elapsedMs: () => 0, leftMs: () => 1 } as unknown as AbortingDeadline;
      const budget = new Budget(undefined, clock);
      const hedge = new Hedge({ timekeeper: new Timekeeper(), budget });
      const run = (ms: number, error?: Error) => {
        const request = () =>
          new Promise((resolve, reject) => setTimeout(() => (error ? reject(error) : resolve(ms)), ms));
        return hedge.run(request, deadline).catch(() => {});
      };
      const usual = Array.from({ length: BATCH }, () => run(USUAL_MS));
      await jest.advanceTimersByTimeAsync(USUAL_MS);
      await Promise.all(usual);
      const lookups = [run(5), run(60), run(60, failed), run(5, failed)];
      expect(signal.listeners.size).toBe(lookups.length);
      await jest.advanceTimersByTimeAsync(200);
      await Promise.all(lookups);
      expect(signal.listeners.size).toBe(0);

      signal.abort('too late');
      await expect(hedge.run((own) => Promise.reject(own.reason), deadline)).rejects.toBe('too late');
    });
  });

  describe('is made', () => {
    test('once 200 events have arrived, not before', async () => {
      const cold = scene();
      await cold.all(BATCH - 1);
      expect(await cold.requestsOf([500])).toBe(1);
      expect(await cold.requestsOf([500])).toBe(2);
    });

    test('for what takes longer than most requests, not for the usual ones', async () => {
      const warm = scene();
      await warm.all(BATCH * 0.94, 20);
      await warm.all(BATCH * 0.06, 80);
      expect(await warm.requestsOf([80])).toBe(1);
      expect(await warm.requestsOf([90])).toBe(2);
    });

    test.each<[string, BudgetOption, number]>([
      ['spare turns', { perSecond: 0.001, burst: 404 }, 2],
      ['turns that lookups may need', { perSecond: 0.001, burst: 403 }, 1],
    ])('out of spare turns alone: %s', async (_what, budget, count) => {
      const warm = await warmScene({ budget });
      expect(await warm.requestsOf([500])).toBe(count);
    });

    test('long after a 429, not soon after it', async () => {
      const warm = await warmScene();
      await warm.all(1, USUAL_MS, limited);
      await jest.advanceTimersByTimeAsync(5000);
      expect(await warm.requestsOf([500])).toBe(1);
      await jest.advanceTimersByTimeAsync(60_000);
      expect(await warm.requestsOf([500])).toBe(2);
    });

    test.each([
      [5, 2],
      [50, 1],
    ])('if its turn comes before the first answer: after %i ms', async (turnMs, count) => {
      const takeSpare = () => new Promise<number>((resolve) => setTimeout(resolve, turnMs, 0));
      const warm = await warmScene({ takeSpare });
      expect(await warm.requestsOf([50])).toBe(count);
    });

    test('while the breaker is closed, not for the request that tries whether the API is back', async () => {
      const warm = await warmScene();
      await jest.advanceTimersByTimeAsync(11_000);
      await warm.all(10, USUAL_MS, broken);
      expect(await warm.after(1, warm.lookup('refused'))).toBe('ERR_FP_BREAKER_OPEN');
      await jest.advanceTimersByTimeAsync(5000);
      expect(await warm.requestsOf([500])).toBe(1);
      expect(await warm.requestsOf([500])).toBe(2);
    });

    test.each<[string, () => number, number]>([
      ['has a free thread', () => 0, 2],
      ['has none, so that no answer can arrive', clock, 1],
    ])('while this process %s', async (_what, fullMs, count) => {
      const warm = await warmScene({ threads: { look() {}, fullMs } });
      expect(await warm.requestsOf([500])).toBe(count);
    });

    test('once for a lookup, however often that asks', async () => {
      const warm = await warmScene({ retryDelay: ({ attempt }) => (attempt < 3 ? 0 : undefined) });
      expect(await warm.requestsOf(...Array.from({ length: 6 }, (): Answer => [50, failed]))).toBe(4);
    });

    test.each([
      ['is late before that', USUAL_MS, 3],
      ['would be late after that', 1200, 2],
    ])('before half of the time is over, when silence is doubted: %s', async (_what, usualMs, count) => {
      const { all, doubted, after, endsOf } = scene();
      await all(BATCH, usualMs);
      expect(await after(2001, doubted('silent', SILENT, SILENT, SILENT, SILENT))).toBe(
        'ERR_FP_EVENT_NOT_FOUND',
      );
      expect(endsOf('silent')).toHaveLength(count);
    });
  });

  describe('is rare', () => {
    test('when all of the API gets slower and slower', async () => {
      const warm = await warmScene({ deadlineMs: 60_000 });
      for (let group = 1; group <= 40; group++) await warm.all(20, USUAL_MS + 10 * group);
      const seconds = warm.requests.length - 800;
      expect(seconds).toBeGreaterThanOrEqual(45);
      expect(seconds).toBeLessThanOrEqual(50);
    });

    test.each<[string, Error]>([
      ['that are made up', unknown],
      ['that the API fails for', failed],
    ])('for IDs %s', async (_what, error) => {
      const warm = await warmScene();
      await warm.all(BATCH);
      for (let group = 0; group < 10; group++) await warm.all(30, 100, error);
      const seconds = warm.requests.length - BATCH - 300;
      expect(seconds).toBeLessThanOrEqual(10);
    });

    test('when the second requests are not answered either', async () => {
      const warm = await warmScene({ deadlineMs: 3_600_000 });
      const silent = Array.from({ length: 40 }, (_, index) => `silent ${index}`);
      for (const id of silent) {
        void warm.lookup(id, SILENT, SILENT);
        await warm.all(20);
      }
      expect(silent.filter((id) => warm.endsOf(id).length === 2)).toHaveLength(32);
      await jest.advanceTimersByTimeAsync(3_600_000);
    });
  });
});

test('an answer that arrived while this process was blocked is not asked for again', async () => {
  const echo = await startEcho();
  const timekeeper = new Timekeeper();
  const budget = new Budget(undefined, clock);
  const hedge = new Hedge({ timekeeper, budget });
  const run = (request: () => Promise<unknown>) =>
    timekeeper.withDeadline(5000, (deadline) => hedge.run(request, deadline));
  await Promise.all(Array.from({ length: BATCH }, () => run(() => new Promise(setImmediate))));
  let asked = 0;
  const answer = run(() => {
    asked++;
    return echo.ask();
  });
  block(200);
  expect(await answer.finally(echo.close)).toBe('?');
  expect(asked).toBe(1);
});

test.each([
  [undefined, 1],
  [false, 1],
  [true, 2],
])('a guard with hedge: %s makes a late lookup this often: %i', async (hedge, count) => {
  jest.useFakeTimers();
  try {
    const { dispatcher, asked } = apiFunction((id) => ({
      ...eventAnswer(id, Date.now()),
      afterMs: id === 'late' ? 500 : USUAL_MS,
    }));
    const guard = createFingerprintGuard({ apiKey: 'k', dispatcher, hedge, logger: false });
    const usual = Array.from({ length: BATCH }, (_, index) => guard.check(requestFor(`usual${index}`)));
    await jest.advanceTimersByTimeAsync(USUAL_MS);
    await Promise.all(usual);
    const late = guard.check(requestFor('late'));
    await jest.advanceTimersByTimeAsync(500);
    expect((await late).signals.lookup).toBe('found');
    expect(asked.filter((id) => id === 'late')).toHaveLength(count);
  } finally {
    jest.useRealTimers();
  }
});

describe('over real connections', () => {
  const DEADLINE_MS = 10_000;
  const sockets = new Map<string, Socket[]>();
  let server: Server;
  beforeAll(async () => {
    // Never answers the first request for a slow ID.
    server = createServer(({ url, socket }, response) => {
      const id = url?.split('/').at(-1) ?? '';
      const before = sockets.get(id) ?? [];
      sockets.set(id, [...before, socket]);
      if (id.startsWith('slow') && before.length === 0) return;
      response.end(JSON.stringify({ event_id: id, timestamp: Date.now() }));
    });
    server.on('connection', (socket) => socket.unref()).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  /** The number of connections that keep this process alive. */
  const keptAlive = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

  test('the second request has one of its own, and that of the first is closed', async () => {
    const kept = keptAlive();
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const options = { apiKey: 'k', baseUrl, hedge: true, deadlineMs: DEADLINE_MS, logger: false } as const;
    const guard = createFingerprintGuard(options);
    const lookup = async (id: string) => (await guard.check(requestFor(id))).signals.lookup;
    const lookups = (name: string) =>
      Promise.all(Array.from({ length: 20 }, (_, index) => lookup(`${name}${index}`)));
    for (let group = 0; group < BATCH / 20; group++) await lookups(`usual${group}.`);

    let slow: string;
    let waitedMs: number;
    // While this process is held up, nothing is late, and the request is repeated once its silence is in doubt.
    do {
      slow = `slow${performance.now()}`;
      const started = performance.now();
      expect(await lookup(slow)).toBe('found');
      waitedMs = performance.now() - started;
    } while (waitedMs > DEADLINE_MS / 2);
    const [first, second] = sockets.get(slow) ?? [];
    expect(second).toBeDefined();
    expect(second).not.toBe(first);
    while (!first?.closed) await new Promise(setImmediate);
    expect(await lookups('later')).toEqual(Array.from({ length: 20 }, () => 'found'));
    while (keptAlive() > kept) await new Promise(setImmediate);
    await guard.close();
  });
});
