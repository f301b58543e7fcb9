import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import {
  createFingerprintGuard,
  type Decision,
  type FingerprintEvent,
  type FingerprintGuardOptions,
  problemResponse,
} from '../../src/index.js';
import { block, keepBusy } from '../support/block.js';
import { type Echo, startEcho } from '../support/echo.js';
import { narrowSide } from '../support/narrow-side.js';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';

/*
 * The servers here answer at once, and the answer waits in a socket while the process is blocked: this process causes the delay.
 */

const scene = useEmulator();
let echo: Echo;
beforeAll(async () => {
  echo = await startEcho();
});
afterAll(() => echo.close());

/** Answers after the waiting data in the socket was read. */
const afterwards = async <T>(answer: T): Promise<T> => {
  await echo.ask();
  return answer;
};

const DEADLINE_MS = 600;
/** One time within the deadline, and one beyond everything that a standstill may add to a wait. */
const BLOCKED_MS = [200, 1250];

/** Makes a check, and blocks the process as soon as it waits for the mocked part. */
async function checkBlocked(
  blockedMs: number,
  options: (wait: <T>(answer: T) => Promise<T>) => Partial<FingerprintGuardOptions>,
  scenario: 'honest' | 'far-away' = 'honest',
): Promise<Decision> {
  const wait = <T>(answer: T) => {
    const answered = afterwards(answer);
    block(blockedMs);
    return answered;
  };
  const { guard } = scene.guard({ deadlineMs: DEADLINE_MS, ...options(wait) });
  const { eventId } = await scene.emulator.createEvent(scenario);
  return guard.check(requestFor(eventId, { ip: '203.0.113.24' }));
}

describe.each(BLOCKED_MS)('while the process is blocked for %i ms', (blockedMs) => {
  test('an ID that the store calls used is not let through', async () => {
    const decision = await checkBlocked(blockedMs, (wait) => ({ replayStore: { claim: () => wait(false) } }));
    expect(rulesOf(decision)).toEqual(['reused-event']);
    expect(decision.signals.replayStore).toBe('ok');
  });

  test('an ID that the store calls new is let through, also under strict', async () => {
    const decision = await checkBlocked(blockedMs, (wait) => ({
      replayStore: { claim: () => wait(true) },
      policy: { extends: 'strict', rules: { 'ip-mismatch': 'off', 'impossible-travel': 'off' } },
    }));
    expect(decision).toMatchObject({ action: 'allow', failedOpen: false, reasons: [] });
  });

  test('an ID that the API does not know is not let through', async () => {
    const missing = { error: { code: 'event_not_found', message: '' } };
    const decision = await checkBlocked(blockedMs, (wait) => ({
      fetch: () => wait(new Response(JSON.stringify(missing), { status: 404 })),
      lag: { retryForMs: 0 },
    }));
    expect(rulesOf(decision)).toEqual(['unknown-event']);
  });

  test('an event that the API knows is found', async () => {
    const decision = await checkBlocked(blockedMs, (wait) => ({
      fetch: async (url, init) => wait(await fetch(url, init as RequestInit)),
    }));
    expect(decision).toMatchObject({ action: 'allow', source: 'api', signals: { lookup: 'found' } });
  });

  test('an event from far away is not let through', async () => {
    const decision = await checkBlocked(
      blockedMs,
      (wait) => ({
        geo: { locate: () => wait({ countryCode: 'NZ', latitude: -36.8, longitude: 174.8 }) },
        policy: { extends: 'observe-all', rules: { 'ip-location-mismatch': 'deny' } },
      }),
      'far-away',
    );
    expect(rulesOf(decision)).toContain('ip-location-mismatch');
  });

  test('an event that the cache holds costs no call', async () => {
    const { eventId } = await scene.emulator.createEvent();
    const kept = await scene.guard().guard.api.getEvent(eventId);
    const asked = scene.emulator.requests().length;
    const cache = {
      get: () => {
        const answered = afterwards<FingerprintEvent>(kept);
        block(blockedMs);
        return answered;
      },
      set: () => {},
      delete: () => {},
    };
    const { guard, warnings } = scene.guard({ cache, deadlineMs: DEADLINE_MS });
    expect(await guard.check(requestFor(eventId))).toMatchObject({ source: 'cache', action: 'allow' });
    expect([scene.emulator.requests().length, warnings]).toEqual([asked, []]);
  });
});

describe('a request that a constantly busy process cannot judge', () => {
  const never = () => new Promise<never>(() => {});
  let stop = () => {};
  afterEach(() => stop());

  async function checkBusy(options: Partial<FingerprintGuardOptions>) {
    const on = scene.guard({ deadlineMs: 100, ...options });
    const { eventId } = await scene.emulator.createEvent();
    stop = keepBusy(50);
    const decision = await on.guard.check(requestFor(eventId));
    stop();
    return { ...on, eventId, decision };
  }

  test.each<[string, Partial<FingerprintGuardOptions>, 'new-event' | undefined]>([
    ['the store', { replayStore: { claim: never } }, 'new-event'],
    ['the API', { fetch: never }, undefined],
  ])('is answered with 503 and a time to retry, and is not a failure of %s', async (_who, options, retry) => {
    const { decision, warnings } = await checkBusy(options);
    expect(decision).toMatchObject({
      blocked: true,
      failedOpen: false,
      error: { code: 'ERR_FP_OVERLOADED' },
      signals: { lookupCause: 'budget', replayStore: undefined },
    });
    expect(rulesOf(decision)).toEqual(['over-budget']);
    expect(problemResponse(decision)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
    });
    expect(problemResponse(decision).body.retry).toBe(retry);
    expect(warnings).toEqual([expect.stringContaining('too busy')]);
  });

  test('never opens the breaker', async () => {
    let answers = false;
    const on = scene.guard({
      deadlineMs: 50,
      fetch: (url, init) => (answers ? fetch(url, init as RequestInit) : never()),
    });
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => (await scene.emulator.createEvent()).eventId),
    );
    stop = keepBusy(50);
    const busy = await Promise.all(ids.map((eventId) => on.guard.check(requestFor(eventId))));
    stop();
    expect(new Set(busy.map(({ signals }) => signals.lookupCause))).toEqual(new Set(['budget']));
    answers = true;
    const { eventId } = await scene.emulator.createEvent();
    expect((await on.guard.check(requestFor(eventId))).signals.lookup).toBe('found');
  });

  test('does not reach the handler of a step-up if its ID could not be claimed', async () => {
    const { guard } = scene.guard({ replayStore: { claim: never } });
    const { eventId } = await scene.emulator.createEvent();
    stop = keepBusy(50);
    const { blocked } = await guard.check(requestFor(eventId), undefined, { passChallenge: true });
    expect(blocked).toBe(true);
  });

  test('because geo had no turn is a challenge under recommended, and logged', async () => {
    const geo = { locate: never };
    const on = scene.guard({ geo });
    const { eventId } = await scene.emulator.createEvent();
    stop = keepBusy(50);
    const decision = await on.guard.check(requestFor(eventId, { ip: '198.51.100.9' }));
    stop();
    expect(rulesOf(decision)).toEqual(['signals-over-budget']);
    expect(decision.signals.overBudgetSignals).toEqual([
      'ipLocationMismatch',
      'ipDistanceKm',
      'ipAccuracyKm',
    ]);
    expect(problemResponse(decision)).toMatchObject({ status: 503, body: { retry: 'new-event' } });
  });
});

test('a provider that fails by itself is logged, and passes under recommended', async () => {
  const geo = { locate: () => Promise.reject(new Error('down')) };
  const { guard } = scene.guard({ geo });
  const { eventId } = await scene.emulator.createEvent();
  const decision = await guard.check(requestFor(eventId, { ip: '198.51.100.9' }));
  expect(decision.action).toBe('allow');
  expect(decision.observed.map(({ rule }) => rule)).toContain('signals-unavailable');
  expect(decision.signals.unavailableSignals).toContain('ipLocationMismatch');
});

test('a signal that no rule at challenge or deny reads is not missed', async () => {
  const geo = { locate: () => Promise.reject(new Error('down')) };
  const { guard } = scene.guard({ geo });
  const { eventId } = await scene.emulator.createEvent();
  const policy = { rules: { 'ip-location-mismatch': 'observe', 'ip-mismatch': 'observe' } } as const;
  const { signals } = await guard.check(requestFor(eventId, { ip: '198.51.100.9' }), policy);
  expect([signals.unavailableSignals, signals.overBudgetSignals]).toEqual([undefined, undefined]);
});

describe('more checks than the process can judge in time', () => {
  test('are answered at once; those it admitted and those that come later are judged', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { guard } = scene.guard({
      deadlineMs: 20_000,
      fetch: async (url, init) => {
        await released;
        return fetch(url, init as RequestInit);
      },
    });
    const { eventId } = await scene.emulator.createEvent();
    const check = () => guard.check(requestFor(eventId), undefined, { claim: false });
    const admitted = Array.from({ length: 1000 }, check);
    const beyond = await Promise.all(Array.from({ length: 50 }, check));
    for (const decision of beyond) {
      expect(decision).toMatchObject({
        blocked: true,
        failedOpen: false,
        error: { code: 'ERR_FP_OVERLOADED' },
      });
      expect(problemResponse(decision).status).toBe(503);
    }
    // A request without an event is answered as such, however much is under way.
    expect(rulesOf(await guard.check(requestFor(undefined)))).toEqual(['missing-event']);
    release();
    expect(new Set((await Promise.all(admitted)).map(({ action }) => action))).toEqual(new Set(['allow']));
    expect((await check()).action).toBe('allow');
  });
});

describe('a wall clock that jumps', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  const HOUR_MS = 3_600_000;

  test.each([HOUR_MS, -HOUR_MS])('by %i ms changes neither the breaker nor the warnings', async (jumpMs) => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    let down = true;
    const guard = createFingerprintGuard({
      apiKey: 'k',
      fetch: async () => {
        if (down)
          throw new TypeError('fetch failed', {
            cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
          });
        return new Response('{"error":{"code":"event_not_found"}}', { status: 404 });
      },
      logger: { warn: (message) => warnings.push(message) },
      lag: { retryForMs: 0 },
    });
    const warnings: string[] = [];
    let count = 0;
    const causeOf = async () => {
      const checked = guard.check(requestFor(`id${count++}`));
      await jest.advanceTimersByTimeAsync(3000);
      return (await checked).signals.lookupCause;
    };
    const causes = [];
    for (let check = 0; check < 6; check++) causes.push(await causeOf());
    expect(causes.at(-1)).toBe('breaker-open');
    jest.setSystemTime(Date.now() + jumpMs);
    expect(await causeOf()).not.toBeUndefined();
    down = false;
    await jest.advanceTimersByTimeAsync(5000);
    expect(await causeOf()).toBeUndefined();
    const told = warnings.length;
    down = true;
    await jest.advanceTimersByTimeAsync(60_000);
    await causeOf();
    expect(warnings.length).toBeGreaterThan(told);
    await guard.close();
  });

  test.each([HOUR_MS, -HOUR_MS])('by %i ms forgets no claim', async (jumpMs) => {
    let now = Date.now();
    const { guard } = scene.guard({ now: () => now });
    const { eventId } = await scene.emulator.createEvent();
    expect((await guard.check(requestFor(eventId))).action).toBe('allow');
    now += jumpMs;
    await guard.check(requestFor((await scene.emulator.createEvent()).eventId));
    now -= jumpMs;
    expect(rulesOf(await guard.check(requestFor(eventId)))).toEqual(['reused-event']);
  });
});

describe('resources that clients can exhaust, apart from the processor', () => {
  test('a store whose connections are all taken lets one ID through once at most', async () => {
    // Five connections, and 60 ms for each claim: a claim that queues behind others comes too late.
    let free = 5;
    const queue: (() => void)[] = [];
    const used = new Set<string>();
    const claim = async (key: string) => {
      if (free === 0) await new Promise<void>((resolve) => queue.push(resolve));
      else free--;
      await new Promise((resolve) => setTimeout(resolve, 60));
      const next = queue.shift();
      if (next) next();
      else free++;
      return !used.has(key) && used.add(key).size > 0;
    };
    const { guard } = scene.guard({ replayStore: { claim } });
    const { eventId } = await scene.emulator.createEvent();
    const burst = () => Promise.all(Array.from({ length: 100 }, () => guard.check(requestFor(eventId))));
    const decisions = [...(await burst()), ...(await burst())];
    expect(decisions.filter(({ blocked }) => !blocked)).toHaveLength(1);
    // Others still have their turn.
    const other = await scene.emulator.createEvent();
    expect((await guard.check(requestFor(other.eventId))).signals.reused).toBe(false);
  });

  const createEvents = (count: number) =>
    Promise.all(Array.from({ length: count }, async () => (await scene.emulator.createEvent()).eventId));

  test('a store whose connections are all taken has not failed: queued requests may retry', async () => {
    const { ask } = narrowSide(5, 60);
    const used = new Set<string>();
    const claim = async (key: string) => {
      await ask();
      return !used.has(key) && used.add(key).size > 0;
    };
    const { guard } = scene.guard({ replayStore: { claim } });
    for (let wave = 0; wave < 2; wave++) {
      const ids = await createEvents(150);
      const decisions = await Promise.all(ids.map((eventId) => guard.check(requestFor(eventId))));
      expect(decisions.filter(({ failedOpen }) => failedOpen)).toEqual([]);
      const stopped = decisions.filter(({ blocked }) => blocked);
      expect(new Set(stopped.flatMap(rulesOf))).toEqual(new Set(['over-budget']));
      for (const decision of stopped)
        expect(problemResponse(decision)).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
      if (wave === 0) expect(stopped.length).toBeLessThan(ids.length);
    }
  });

  test('a store that never answers has failed, however many ask it', async () => {
    const claim = () => new Promise<boolean>(() => {});
    const storesAfter = async () => {
      const { guard } = scene.guard({ replayStore: { claim } });
      const ids = await createEvents(20);
      const decisions = await Promise.all(ids.map((eventId) => guard.check(requestFor(eventId))));
      return decisions.map(({ failedOpen, signals }) => [failedOpen, signals.replayStore]);
    };
    const failed = Array<unknown>(20).fill([true, 'unavailable']);
    // On a machine that is busy with something else, the end of a wait may be this process's own.
    let stores = await storesAfter();
    for (let attempt = 1; attempt < 20 && !isDeepStrictEqual(stores, failed); attempt++)
      stores = await storesAfter();
    expect(stores).toEqual(failed);
  });

  test('a provider of locations whose connections are all taken has not failed', async () => {
    const { ask } = narrowSide(2, 40);
    const geo = { locate: async () => void (await ask()) };
    const { guard } = scene.guard({ geo });
    const ids = await createEvents(60);
    const decisions = await Promise.all(
      ids.map((eventId, index) => guard.check(requestFor(eventId, { ip: `198.51.100.${index + 1}` }))),
    );
    expect(decisions.filter(({ signals }) => signals.unavailableSignals)).toEqual([]);
    const stopped = decisions.filter(({ blocked }) => blocked);
    expect(new Set(stopped.flatMap(rulesOf))).toEqual(new Set(['signals-over-budget']));
    expect(stopped.length).toBeLessThan(ids.length);
  });

  test('a store that failed is asked again for an ID that it did not answer', async () => {
    let isDown = true;
    const claim = async () => {
      if (isDown) throw new Error('down');
      return true;
    };
    const { guard } = scene.guard({ replayStore: { claim }, policy: { extends: 'strict' } });
    const { eventId } = await scene.emulator.createEvent();
    expect(rulesOf(await guard.check(requestFor(eventId)))).toContain('replay-store-unavailable');
    isDown = false;
    expect((await guard.check(requestFor(eventId))).signals.reused).toBe(false);
    expect((await guard.check(requestFor(eventId))).signals.reused).toBe(true);
  });

  const failing = (cause: Error) => async (): Promise<Response> => {
    throw new TypeError('fetch failed', { cause });
  };
  const coded = (code: string) => Object.assign(new Error(code), { code });

  test.each([
    ['a lack of file descriptors', coded('EMFILE')],
    ['a lack of ports', coded('EADDRNOTAVAIL')],
    ['a lack at every address', Object.assign(new AggregateError([coded('ENFILE')]), { code: undefined })],
  ])('%s is not a failure of the API, and does not open the breaker', async (_what, cause) => {
    const { guard } = scene.guard({ fetch: failing(cause), deadlineMs: 300 });
    for (let count = 0; count < 12; count++) {
      const { blocked, error, failedOpen } = await guard.check(requestFor(`id-${count}`));
      expect([blocked, error?.code, failedOpen]).toEqual([true, 'ERR_FP_OVERLOADED', false]);
    }
  });

  test('a connection that the API refuses is its failure, and passes under recommended', async () => {
    const { guard } = scene.guard({ fetch: failing(coded('ECONNREFUSED')), deadlineMs: 300 });
    expect(await guard.check(requestFor('id'))).toMatchObject({
      failedOpen: true,
      signals: { lookupCause: 'network' },
    });
  });

  test("a client's refusal is not shared with a policy that limits nobody", async () => {
    let isLimited = false;
    const { guard } = scene.guard({
      budget: { perSecond: 0.5, burst: 6 },
      fetch: async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return isLimited
          ? new Response('{"error":{"code":"too_many_requests"}}', { status: 429 })
          : new Response('{"error":{"code":"event_not_found"}}', { status: 404 });
      },
      policies: { unlimited: { rules: { 'lookup-limit': 'off' } } },
    });
    const check = (id: string, policy?: string) => guard.check(requestFor(id, { ip: '203.0.113.9' }), policy);
    for (const id of ['a', 'b']) await check(`${Date.now() - 5000}.${id}`);
    isLimited = true;
    const fresh = `${Date.now()}.fresh`;
    const decisions = await Promise.all([check(fresh), check(fresh, 'unlimited')]);
    expect(decisions.map(({ blocked }) => blocked)).toEqual([true, true]);
    expect(decisions[1]?.signals.lookupCause).not.toBe('client-limit');
  });
});
