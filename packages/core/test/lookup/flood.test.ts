import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createFingerprintGuard as createOnFetch } from '../../src/fetch.js';
import {
  createFingerprintGuard,
  type Decision,
  type FingerprintGuard,
  type FingerprintGuardOptions,
  type PolicyConfig,
} from '../../src/index.js';
import {
  apiFunction,
  bareId,
  eventAnswer,
  freshId,
  limitedApi,
  notFound,
  tooMany,
} from '../support/api-function.js';
import { requestFor, rulesOf } from '../support/scene.js';

/** A minute of simulated time takes real seconds on a busy machine. */
jest.setTimeout(60_000);

beforeAll(() => {
  // Jest raises the limit of stack traces, which is costly for many thousands of errors.
  Error.stackTraceLimit = 10;
});
beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const guardOver = (
  { dispatcher }: ReturnType<typeof apiFunction>,
  options: Partial<FingerprintGuardOptions> = {},
) => createFingerprintGuard({ apiKey: 'secret', dispatcher, logger: false, ...options });

const BY_HAND = { budget: { perSecond: 5, burst: 15 } };

/** Whatever was asked, answered. */
async function settled<T>(checks: Promise<T>[]): Promise<T[]> {
  await jest.advanceTimersByTimeAsync(4000);
  return Promise.all(checks);
}

interface Flood {
  /** The address of a forged ID, by how many came before. */
  forgedFrom?: (count: number) => string;
  honestFrom?: (count: number) => string;
  forgedId?: () => string;
  seconds?: number;
}

/** The fields that are kept of a flood's decisions. */
type Outcome = Pick<Decision, 'blocked' | 'failedOpen' | 'reasons'>;
const outcomeOf = ({ blocked, failedOpen, reasons }: Decision): Outcome => ({ blocked, failedOpen, reasons });

/** 300 forged IDs a second, by default from three addresses, and two honest visitors a second. */
async function flood(guard: FingerprintGuard, { events }: ReturnType<typeof limitedApi>, how: Flood = {}) {
  const { forgedFrom = (count) => `198.51.100.${count % 3}`, forgedId = freshId, seconds = 20 } = how;
  const { honestFrom = (count) => `203.0.113.${count}` } = how;
  const forged: Promise<Outcome>[] = [];
  const honest: Promise<Decision>[] = [];
  for (let tick = 0; tick < seconds * 100; tick++) {
    for (let each = 0; each < 3; each++)
      forged.push(guard.check(requestFor(forgedId(), { ip: forgedFrom(forged.length) })).then(outcomeOf));
    if (tick % 50 === 25) {
      const id = freshId();
      events.set(id, Date.now());
      honest.push(guard.check(requestFor(id, { ip: honestFrom(honest.length) })));
    }
    await jest.advanceTimersByTimeAsync(10);
  }
  const [ofForged, ofHonest] = [await settled(forged), await settled(honest)];
  const had = ofHonest.filter(({ signals }) => signals.lookup === 'found').length;
  return { forged: ofForged, honest: ofHonest, served: had / ofHonest.length };
}

const passed = (decisions: Outcome[]) => decisions.filter(({ blocked }) => !blocked);

describe('300 forged IDs a second', () => {
  test.each<[string, Partial<FingerprintGuardOptions>, string, () => string, string | undefined]>([
    ['follows the API', {}, 'with a fresh time', freshId, '1'],
    ['follows the API', {}, 'without a time', bareId, undefined],
    ['is set by hand', BY_HAND, 'with a fresh time', freshId, '1'],
    ['is set by hand', BY_HAND, 'without a time', bareId, undefined],
  ])('leave the honest their lookups, if the budget %s (%j), IDs %s', async (...row) => {
    const [, options, , forgedId, retryAfter] = row;
    const api = limitedApi(retryAfter);
    // The limit that the budget learns is forgotten after a minute: then it begins anew.
    const seconds = options.budget ? 20 : 70;
    const { forged, served } = await flood(guardOver(api, options), api, { forgedId, seconds });
    expect(passed(forged)).toEqual([]);
    expect(forged.filter(({ failedOpen }) => failedOpen)).toEqual([]);
    expect(served).toBeGreaterThanOrEqual(0.95);
  });

  test('are of one client within an IPv6 /64', async () => {
    const api = limitedApi();
    const forgedFrom = (count: number) => `2001:db8:0:1::${(count % 60_000).toString(16)}`;
    const { forged, served } = await flood(guardOver(api, BY_HAND), api, { forgedFrom });
    expect(passed(forged)).toEqual([]);
    expect(served).toBeGreaterThanOrEqual(0.95);
  });

  test('take nothing from another /64', async () => {
    const api = limitedApi();
    const { served } = await flood(guardOver(api, BY_HAND), api, {
      forgedFrom: () => '2001:db8:0:1::1',
      honestFrom: () => '2001:db8:0:2::1',
    });
    expect(served).toBeGreaterThanOrEqual(0.95);
  });

  test('from a private or unknown address are over budget, and limit nobody by it', async () => {
    for (const address of ['10.0.0.1', '']) {
      const api = limitedApi();
      const { forged } = await flood(guardOver(api), api, { forgedFrom: () => address, seconds: 5 });
      expect(passed(forged)).toEqual([]);
      expect(new Set(forged.flatMap(rulesOf))).toEqual(new Set(['unknown-event', 'over-budget']));
    }
  });

  test('whose address is not known share one small record, and leave the others their lookups', async () => {
    const api = limitedApi();
    // Long enough that the few honest visitors who come before the limit is learnt do not decide.
    const { forged, served } = await flood(guardOver(api), api, { forgedFrom: () => '', seconds: 70 });
    expect(passed(forged)).toEqual([]);
    expect(new Set(forged.flatMap(rulesOf))).toEqual(new Set(['unknown-event', 'over-budget']));
    expect(served).toBeGreaterThanOrEqual(0.95);
  });

  test('of clients that are gone cost no call', async () => {
    const api = limitedApi();
    const guard = guardOver(api);
    const isGone = () => true;
    const checks = Array.from({ length: 300 }, () =>
      guard.check(requestFor(freshId(), { ip: '' }), undefined, { isGone }),
    );
    const decisions = await settled(checks);
    expect(passed(decisions)).toEqual([]);
    expect(new Set(decisions.flatMap(rulesOf))).toEqual(new Set(['client-gone']));
    expect(api.asked).toEqual([]);
  });

  test('let nobody pass if a policy has no lookup-limit', async () => {
    const api = limitedApi();
    const policy: PolicyConfig = { rules: { 'lookup-limit': 'off' } };
    const { forged } = await flood(guardOver(api, { policy }), api, { seconds: 5 });
    expect(passed(forged)).toEqual([]);
  });
});

describe('without shortage nobody is limited', () => {
  test('an honest visitor shares an address with a flood', async () => {
    const api = apiFunction((id) => (id.startsWith('bare') ? notFound : eventAnswer(id, Date.now())));
    const guard = guardOver(api);
    const ip = '198.51.100.1';
    await settled(Array.from({ length: 300 }, () => guard.check(requestFor(bareId(), { ip }))));
    const [honest] = await settled([guard.check(requestFor(freshId(), { ip }))]);
    expect(honest).toMatchObject({ action: 'allow', source: 'api' });
  });
});

/** A `fetch` as of a runtime that has so many connections at the most, as Bun has 256: all others wait for one. */
function runtimeFetch(connections: number, answer: () => Promise<Response>) {
  const waiting: (() => void)[] = [];
  let free = connections;
  return async (_url: string, { signal }: RequestInit) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free--;
    try {
      signal?.throwIfAborted();
      return await answer();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

describe('a flood never fails open', () => {
  const expectStopped = (decisions: Decision[], rules: string[]) => {
    expect(passed(decisions)).toEqual([]);
    expect(decisions.filter(({ failedOpen }) => failedOpen)).toEqual([]);
    expect([...new Set(decisions.flatMap(rulesOf))].sort()).toEqual(rules);
  };
  const burst = (guard: FingerprintGuard, size: number) =>
    settled(Array.from({ length: size }, () => guard.check(requestFor(freshId(), { ip: '10.0.0.1' }))));

  test.each(['1', '30', undefined])('by a 429, Retry-After %s', async (retryAfter) => {
    const guard = guardOver(apiFunction(() => ({ ...tooMany, retryAfter })));
    for (let round = 0; round < 5; round++) expectStopped(await burst(guard, 300), ['over-budget']);
  });

  test('by a turn that leaves the answer too little time; nor does that open the breaker', async () => {
    const api = apiFunction((id) => eventAnswer(id, Date.now()), 1700);
    const guard = guardOver(api, { budget: { perSecond: 5, burst: 1 } });
    for (let round = 0; round < 6; round++) {
      const decisions = await burst(guard, 40);
      const without = decisions.filter(({ event }) => event === undefined);
      expect(without.length).toBeGreaterThan(30);
      expectStopped(without, ['over-budget']);
    }
  });

  test('by a turn that took the time, if what followed it was a broken connection', async () => {
    const [pauses, answers] = [[{ ...tooMany, retryAfter: '1' }], [0, -1]];
    const guard = guardOver(
      apiFunction((id) =>
        id.startsWith('bare') ? (pauses.shift() ?? notFound) : { status: answers.shift() ?? -1 },
      ),
    );
    const first = guard.check(requestFor(bareId()), undefined, { required: false });
    await jest.advanceTimersByTimeAsync(200);
    expectStopped(await settled([guard.check(requestFor(freshId()))]), ['over-budget']);
    expect(answers).toEqual([]);
    await first;
  });

  test('by a failure that no turn is left to ask again after', async () => {
    const api = apiFunction((id) => (id.startsWith('bare') ? notFound : { status: 500 }));
    const guard = guardOver(api, { budget: { perSecond: 0.01, burst: 8 }, lag: { retryForMs: 0 } });
    const ask = (id: string, ip: string) => settled([guard.check(requestFor(id, { ip }))]);
    for (let time = 0; time < 4; time++) await ask(bareId(), '198.51.100.1');
    expectStopped(await ask(freshId(), '198.51.100.1'), ['lookup-limit']);
    await ask(bareId(), '10.0.0.1');
    await ask(bareId(), '10.0.0.1');
    expectStopped(await ask(freshId(), '203.0.113.1'), ['over-budget']);
    expect(api.asked).toHaveLength(8);
  });

  test('by waiting for a connection', async () => {
    const api = apiFunction(() => notFound, 5000);
    const decisions = await burst(guardOver(api), 400);
    const causes = decisions.map(({ signals }) => signals.lookupCause);
    // 128 at once are what the API did not answer; the others were never its doing.
    expect(causes.filter((cause) => cause === 'timeout')).toHaveLength(128);
    expect(causes.filter((cause) => cause === 'budget')).toHaveLength(272);
  });

  test("by waiting for one of the runtime's own, however fast the API is; nor does that open the breaker", async () => {
    const fetch = runtimeFetch(256, async () => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      return Response.json(notFound.body, { status: 404 });
    });
    const guard = createOnFetch({ apiKey: 'secret', fetch, logger: false });
    for (let round = 0; round < 3; round++) {
      const decisions = await burst(guard, 3000);
      expectStopped(decisions, ['over-budget', 'unknown-event']);
      expect(decisions[0]?.signals.lookup).toBe('unknown');
    }
  });

  test('by opening the breaker: a 404 shows that the API is there, even if retries run into the deadline', async () => {
    const api = apiFunction((id) => (id.startsWith('bare') ? notFound : eventAnswer(id, Date.now())), 700);
    const guard = guardOver(api, { deadlineMs: 1000 });
    for (let round = 0; round < 5; round++) {
      const forged = Array.from({ length: 100 }, () => guard.check(requestFor(bareId(), { ip: '10.0.0.1' })));
      expectStopped(await settled(forged), ['unknown-event']);
    }
    const [honest] = await settled([guard.check(requestFor(freshId()))]);
    expect(honest).toMatchObject({ action: 'allow', source: 'api' });
  });
});
