import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  type BudgetReport,
  type BudgetShare,
  createFingerprintGuard,
  type Decision,
  type FingerprintGuardOptions,
  type SharedBudget,
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
import { memoryBudget } from '../support/shared-budget.js';

/** A minute of simulated time takes real seconds on a busy machine. */
jest.setTimeout(60_000);

const RATE = { perSecond: 5, burst: 15 };

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const now = () => performance.now();

/** This many instances of an application in front of one API, with a shared budget. */
function instancesOver(
  { dispatcher }: ReturnType<typeof apiFunction>,
  budgets: readonly SharedBudget[],
  more: Partial<FingerprintGuardOptions> = {},
) {
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) };
  const guards = budgets.map((budget) =>
    createFingerprintGuard({ apiKey: 'secret', dispatcher, logger, budget, ...more }),
  );
  let turn = 0;
  /** Sends each check to the next instance, like a load balancer. */
  const check = (id: string, ip: string) => {
    const guard = guards[turn++ % guards.length];
    if (!guard) throw new Error('there are no instances');
    return guard.check(requestFor(id, { ip }));
  };
  return { guards, check, warnings };
}

const shareOf = (shared: SharedBudget, count: number) => Array.from({ length: count }, () => shared);

async function settled(checks: readonly Promise<Decision>[]): Promise<Decision[]> {
  await jest.advanceTimersByTimeAsync(4000);
  return Promise.all(checks);
}

const passed = (decisions: readonly Decision[]) => decisions.filter(({ blocked }) => !blocked);
const causesOf = (decisions: readonly Decision[]) =>
  new Set(decisions.map(({ signals }) => signals.lookupCause));

/** 100 forged IDs a second from a few addresses, beside two honest visitors a second, for twenty seconds. */
async function flood(
  check: ReturnType<typeof instancesOver>['check'],
  events: Map<string, number>,
  addresses: number,
) {
  const [forged, honest]: Promise<Decision>[][] = [[], []];
  for (let tick = 0; tick < 2000; tick++) {
    forged?.push(check(freshId(), `198.51.100.${tick % addresses}`));
    if (tick % 50 === 25) {
      const id = freshId();
      events.set(id, Date.now());
      honest?.push(check(id, `203.0.113.${tick / 25}`));
    }
    await jest.advanceTimersByTimeAsync(10);
  }
  const [ofForged, ofHonest] = [await settled(forged ?? []), await settled(honest ?? [])];
  const served = ofHonest.filter(({ signals }) => signals.lookup === 'found').length / ofHonest.length;
  return { forged: ofForged, served };
}

describe('a flood that is spread over ten instances', () => {
  test('is refused as on one, and costs the shared budget little', async () => {
    const api = limitedApi('1');
    const { shared, calls } = memoryBudget(RATE, 10, now);
    const { check, warnings } = instancesOver(api, shareOf(shared, 10));
    const { forged, served } = await flood(check, api.events, 3);
    expect(passed(forged)).toEqual([]);
    expect(served).toBeGreaterThanOrEqual(0.95);
    const refused = forged.filter((decision) => rulesOf(decision).includes('lookup-limit'));
    expect(refused.length).toBeGreaterThan(forged.length * 0.9);
    // Each of ten instances asks once a second and address; each answer is reported at most once in 50 ms.
    expect(calls.take).toBeLessThan(forged.length / 2);
    expect(warnings.filter((warning) => warning.includes('budget'))).toEqual([]);
  });

  test('shares what one instance learns from a 429', async () => {
    const api = limitedApi('5');
    const { shared } = memoryBudget(undefined, 2, now);
    const { guards } = instancesOver(api, shareOf(shared, 2));
    const ask = (guard = guards[0], count = 20) =>
      settled(
        Array.from(
          { length: count },
          (_each, index) =>
            guard?.check(requestFor(bareId(), { ip: `203.0.113.${index}` })) as Promise<Decision>,
        ),
      );
    await ask();
    const asked = api.asked.length;
    // Four of the five seconds are over that the API asked the first instance to pause for.
    expect(causesOf(await ask(guards[1]))).toEqual(new Set(['budget']));
    expect(api.asked).toHaveLength(asked);
    // The pause is over now; the limit that was learnt with it is not.
    await ask(guards[1], 200);
    expect(api.asked.length - asked).toBeGreaterThan(5);
    expect(api.asked.length - asked).toBeLessThan(120);
  });
});

describe('a guard that closes', () => {
  const unknown = apiFunction(() => notFound);
  const checkOne = async (budget: SharedBudget) => {
    const { guards, check, warnings } = instancesOver(unknown, [budget]);
    const decision = check(freshId(), '198.51.100.1');
    await jest.advanceTimersByTimeAsync(60);
    return { guard: guards[0], warnings, decision };
  };

  test('tells the budget what it has learnt, and needs it no more', async () => {
    const { shared, state } = memoryBudget(RATE, 1, now);
    const learnt: BudgetReport[] = [];
    const learn = async (report: BudgetReport) => {
      await shared.learn(report);
      learnt.push(report);
    };
    const { guard, warnings, decision } = await checkOne({ ...shared, learn });
    expect(learnt).toEqual([]);
    await guard?.close();
    expect(learnt).toEqual([expect.objectContaining({ answered: 1, clients: [expect.anything()] })]);
    state.fails = () => Promise.reject(new Error('closed'));
    // The lookup is still under way: an ID of now may become visible.
    await settled([decision]);
    expect(warnings).toEqual([]);
  });

  test.each([
    ['waits for a report that is on its way', 30, 50, 30],
    ['waits no longer than for any answer of the budget', 1e6, 10, 100],
  ])('%s', async (_what, learnMs, beforeMs, closesAfterMs) => {
    const { shared } = memoryBudget(RATE, 1, now);
    const learn = () => new Promise<void>((resolve) => setTimeout(resolve, learnMs));
    const { guard } = await checkOne({ ...shared, learn });
    await jest.advanceTimersByTimeAsync(beforeMs);
    let isClosed = false;
    const closing = guard?.close().then(() => {
      isClosed = true;
    });
    await jest.advanceTimersByTimeAsync(closesAfterMs - 1);
    expect(isClosed).toBe(false);
    await jest.advanceTimersByTimeAsync(20);
    expect(isClosed).toBe(true);
    await closing;
  });
});

describe('lookups of one ID', () => {
  test('are made for the client that the shared budget does not refuse', async () => {
    const api = apiFunction((id) => (id.startsWith('bare') ? notFound : eventAnswer(id, Date.now())));
    const { shared } = memoryBudget({ perSecond: 0.01, burst: 12 }, 1, now);
    const { guards } = instancesOver(api, shareOf(shared, 2), { lag: { retryForMs: 0 } });
    const [flooded, other] = guards;
    const check = (guard: typeof other, id: string, ip: string) =>
      guard?.check(requestFor(id, { ip })) as Promise<Decision>;
    await settled(Array.from({ length: 9 }, () => check(flooded, bareId(), '198.51.100.1')));
    // The other instance has seen nothing of the flood yet, and an honest visitor has the ID that it tries there.
    const id = freshId();
    const [forged, honest] = await settled([
      check(other, id, '198.51.100.1'),
      check(other, id, '203.0.113.1'),
    ]);
    expect(forged && rulesOf(forged)).toEqual(['lookup-limit']);
    expect(honest).toMatchObject({ action: 'allow', source: 'api' });
  });
});

test('one unknown ID from ten addresses at once costs no more with a shared budget than without', async () => {
  const ask = async (more: Partial<FingerprintGuardOptions>) => {
    const api = apiFunction(() => notFound);
    const { shared } = memoryBudget(RATE, 1, now);
    const { check } = instancesOver(api, [shared], { lag: { retryForMs: 0 }, ...more });
    const id = freshId();
    await settled(Array.from({ length: 10 }, (_each, index) => check(id, `203.0.113.${index}`)));
    return api.asked.length;
  };
  expect([await ask({ budget: RATE }), await ask({})]).toEqual([1, 1]);
});

/** How a shared budget fails. */
const FAILURES: Readonly<Record<string, () => Promise<never>>> = {
  'that rejects': () => Promise.reject(new Error('connection lost')),
  'that never answers': () => new Promise(() => undefined),
  'that throws': () => {
    throw new TypeError('x is not a function');
  },
  'that answers nonsense': () => Promise.resolve({ outcome: 'granted', waitMs: Number.NaN } as never),
};

describe.each(Object.entries(FAILURES))('a shared budget %s', (_how, fails) => {
  test('leaves each instance its share: a flood passes nowhere, and the honest are served', async () => {
    const api = limitedApi('1');
    const { shared, state, calls } = memoryBudget(RATE, 2, now);
    const { check, warnings } = instancesOver(api, shareOf(shared, 2));
    await settled([check(bareId(), '203.0.113.7')]);
    state.fails = fails;
    const { forged, served } = await flood(check, api.events, 1);
    expect(passed(forged)).toEqual([]);
    expect(forged.filter(({ failedOpen }) => failedOpen)).toEqual([]);
    expect(served).toBeGreaterThanOrEqual(0.95);
    expect(warnings.filter((warning) => warning.includes('the shared budget fails'))).toHaveLength(2);
    expect(warnings.join()).not.toMatch(/secret|198\.51|203\.0/);
    expect(calls.take).toBeGreaterThan(0);
  });
});

describe('a shared budget that is gone', () => {
  const gone = () => Promise.reject(new Error('gone'));

  test('limits an instance to its share, and that is over budget, not a failure', async () => {
    const api = apiFunction((id) => eventAnswer(id, Date.now()));
    const { shared, state } = memoryBudget({ perSecond: 0.01, burst: 12 }, 4, now);
    const { check } = instancesOver(api, [shared]);
    state.fails = gone;
    const decisions = await settled(
      Array.from({ length: 10 }, (_each, index) => check(freshId(), `203.0.113.${index}`)),
    );
    expect(passed(decisions)).toHaveLength(3);
    const stopped = decisions.filter(({ blocked }) => blocked);
    expect(new Set(stopped.flatMap(rulesOf))).toEqual(new Set(['over-budget']));
  });

  type Check = ReturnType<typeof instancesOver>['check'];
  const burst = (check: Check, count: number) =>
    settled(Array.from({ length: count }, (_each, index) => check(freshId(), `203.0.113.${index}`)));

  test('leaves no more turns to all instances together than it had left', async () => {
    const api = apiFunction((id) => eventAnswer(id, Date.now()));
    const { shared, state } = memoryBudget({ perSecond: 0.001, burst: 40 }, 4, now);
    const { check } = instancesOver(api, shareOf(shared, 4));
    await burst(check, 12);
    state.fails = gone;
    const decisions = await burst(check, 60);
    expect(passed(decisions)).toHaveLength(28);
    expect(api.asked).toHaveLength(40);
  });

  test('leaves none if it has just said that they are spent', async () => {
    const api = apiFunction((id) => eventAnswer(id, Date.now()));
    const { shared, state } = memoryBudget({ perSecond: 0.001, burst: 12 }, 4, now);
    const { check, guards } = instancesOver(api, shareOf(shared, 4));
    const first = (id: string, ip: string) => guards[0]?.check(requestFor(id, { ip })) as Promise<Decision>;
    expect(passed(await burst(first, 14))).toHaveLength(12);
    // The other instances have had none of them.
    expect(passed(await burst(check, 4))).toEqual([]);
    state.fails = gone;
    expect(passed(await burst(check, 20))).toEqual([]);
    expect(api.asked).toHaveLength(12);
  });

  test.each([
    ['set by hand', { perSecond: 50, burst: 150 }],
    ['learnt', undefined],
  ])('with a rate %s keeps the pause that it announced, and no longer', async (_how, rate) => {
    let isLimited = true;
    const api = apiFunction((id) =>
      isLimited ? { ...tooMany, retryAfter: '30' } : eventAnswer(id, Date.now()),
    );
    const { shared, state } = memoryBudget(rate, 2, now);
    const { guards } = instancesOver(api, shareOf(shared, 2));
    const [limited, other] = guards.map(
      (guard) => (id: string, ip: string) => guard.check(requestFor(id, { ip })),
    ) as [Check, Check];
    await burst(limited, 1);
    await burst(other, 1);
    const asked = api.asked.length;
    isLimited = false;
    state.fails = gone;
    // These take 24 of the 30 seconds, of which 8 are over.
    for (let round = 0; round < 5; round++)
      expect(causesOf(await burst(other, 20))).toEqual(new Set(['budget']));
    expect(api.asked).toHaveLength(asked);
    await jest.advanceTimersByTimeAsync(2500);
    expect(passed(await burst(other, 5))).toHaveLength(5);
  });

  test('is asked again within a second or so once it is back', async () => {
    const api = apiFunction((id) => eventAnswer(id, Date.now()));
    const { shared, state, calls } = memoryBudget(undefined, 1, now);
    const { check } = instancesOver(api, [shared]);
    state.fails = gone;
    await settled(Array.from({ length: 30 }, () => check(freshId(), '203.0.113.1')));
    state.fails = undefined;
    const before = calls.take;
    await settled([check(freshId(), '203.0.113.1')]);
    await settled([check(freshId(), '203.0.113.1')]);
    expect(calls.take - before).toBe(2);
  });

  test('while it is, the API failing is still the API failing', async () => {
    const api = apiFunction(() => ({ status: -1 }));
    const { shared, state } = memoryBudget(undefined, 1, now);
    const { check } = instancesOver(api, [shared]);
    state.fails = () => new Promise(() => undefined);
    const decisions = await settled(Array.from({ length: 5 }, () => check(freshId(), '203.0.113.1')));
    expect(causesOf(decisions)).toEqual(new Set(['timeout']));
  });
});

/** Time limits of a budget whose answers take 150 ms. */
const LATE: Readonly<Record<string, (budget: SharedBudget) => SharedBudget>> = {
  'without a time limit': (budget) => ({
    ...budget,
    take: async (request) => afterMs(150, await budget.take(request)),
  }),
  'with a time limit of its own': (budget) => ({
    ...budget,
    async take(request) {
      const turn = await budget.take(request);
      void afterMs(150, turn).then(request.onLateTurn);
      await afterMs(50, undefined);
      throw new Error('no answer in time');
    },
  }),
};
const afterMs = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(resolve, ms, value));

describe.each(Object.entries(LATE))('a shared budget that answers too late, %s', (_how, late) => {
  /** Asks all four instances for what nobody has asked for, every 60 ms, as if each of them was alone at first. */
  const rush = async (rate: BudgetShare, forMs: number) => {
    const api = apiFunction((id) => eventAnswer(id, Date.now()));
    const { shared } = memoryBudget(rate, 4, now);
    const { check } = instancesOver(api, shareOf(late({ ...shared, share: rate }), 4));
    const checks: Promise<Decision>[] = [];
    for (const end = now() + forMs; now() < end; await jest.advanceTimersByTimeAsync(60))
      for (let each = 0; each < 4; each++) checks.push(check(freshId(), '203.0.113.1'));
    const decisions = await settled(checks);
    expect(decisions.filter(({ failedOpen }) => failedOpen)).toEqual([]);
    return api.asked.length;
  };

  test.each([
    [{ perSecond: 5, burst: 15 }, 6000],
    [{ perSecond: 1, burst: 8 }, 40_000],
  ])('is divided by the instances all the same: %j', async (rate, forMs) => {
    const whole = rate.burst + (rate.perSecond * forMs) / 1000;
    const asked = await rush(rate, forMs);
    expect(asked).toBeGreaterThan(whole * 0.8);
    // Until they hear that they are four, and for a second ahead.
    expect(asked).toBeLessThan(whole + 4 * 3 + rate.perSecond);
  });

  test('tells the pause that another instance was asked for', async () => {
    let isLimited = true;
    const api = apiFunction((id) =>
      isLimited ? { ...tooMany, retryAfter: '30' } : eventAnswer(id, Date.now()),
    );
    const { shared } = memoryBudget({ perSecond: 50, burst: 150 }, 2, now);
    const { guards } = instancesOver(api, shareOf(late(shared), 2));
    const ask = (guard = guards[0], count = 1) =>
      settled(
        Array.from(
          { length: count },
          () => guard?.check(requestFor(freshId(), { ip: '203.0.113.1' })) as Promise<Decision>,
        ),
      );
    await ask(guards[0], 20);
    isLimited = false;
    // The first of the other's lookups hears of it.
    await ask(guards[1]);
    const asked = api.asked.length;
    expect(causesOf(await ask(guards[1], 20))).toEqual(new Set(['budget']));
    expect(api.asked).toHaveLength(asked);
    await jest.advanceTimersByTimeAsync(22_000);
    expect(passed(await ask(guards[1], 5))).toHaveLength(5);
  });
});

test('a shared budget learns no address, and can recognise a client only across guards with one API key', async () => {
  const told: string[] = [];
  const recording: SharedBudget = {
    async take(request) {
      told.push(JSON.stringify(request));
      return { outcome: 'granted', waitMs: 0 };
    },
    async learn(report) {
      told.push(JSON.stringify(report));
    },
  };
  const api = apiFunction(() => notFound);
  const clientsOf = async (apiKey: string) => {
    const { guards } = instancesOver(api, [recording, recording], { apiKey });
    const before = told.length;
    await settled(guards.map((guard) => guard.check(requestFor(bareId(), { ip: '198.51.100.1' }))));
    return new Set(told.slice(before).flatMap((line) => line.match(/"client":"\w+"/g) ?? []));
  };
  const [one, other] = [await clientsOf('secret'), await clientsOf('new-secret')];
  expect([one.size, other.size, new Set([...one, ...other]).size]).toEqual([1, 1, 2]);
  expect(told.join()).not.toMatch(/198\.51|secret/);
});
