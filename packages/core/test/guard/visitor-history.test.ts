import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createFetchHistory } from '../../src/guard/visitor-history.js';
import {
  type Decision,
  FingerprintError,
  type FingerprintEvent,
  type PolicyConfig,
} from '../../src/index.js';
import { Deadline } from '../../src/lib/deadline.js';
import { Timekeeper } from '../../src/lib/timekeeper.js';
import { ApiGate } from '../../src/lookup/api-gate.js';
import { Breaker } from '../../src/lookup/breaker.js';
import { Budget } from '../../src/lookup/budget.js';
import { SpareTurns } from '../../src/lookup/spare-turns.js';
import { clock } from '../support/clock.js';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';
import { stepInput } from '../support/step-input.js';
import { useUpstream } from '../support/upstream.js';

const scene = useEmulator();
const upstream = useUpstream();

const HOUR = 3_600_000;
const STRICT_TRAVEL: PolicyConfig = { rules: { 'impossible-travel': 'challenge' } };
const ASKS_NEW: PolicyConfig = { rules: { first: ['observe', { when: { newVisitor: true } }] } };

const VISITOR = { visitor_id: 'TravellingVisitor001' };

/** An event of one visitor, wherever it was, so long ago. */
const visit = (scenario: 'honest' | 'far-away' | 'vpn', agoMs = 0, overrides: object = {}) =>
  scene.emulator.createEvent(scenario, {
    timestamp: Date.now() - agoMs,
    identification: VISITOR,
    ...overrides,
  });

/** Requests for a history, as they were asked; a guard of 2019 asks for its event by one of its own. */
const historyCalls = () =>
  scene.emulator
    .requests()
    .map(({ path }) => path)
    .filter(
      (path) => /^\/(v4\/events\?|events\/search\?|visitors\/)/.test(path) && !path.endsWith('limit=1'),
    );

describe.each(['v4', 'v3', '2019'] as const)('over %s', (apiVersion) => {
  /** A check of an event, whichever way the generation names it. */
  async function check(event: { eventId: string; visitorId: string }, policy = STRICT_TRAVEL) {
    const { guard, warnings } = scene.guard({ apiVersion, policy });
    const { eventId, visitorId } = event;
    const body = apiVersion === '2019' ? { visitorId } : { eventId };
    const decision = await guard.check(requestFor(undefined, { body }));
    expect(warnings).toEqual([]);
    return decision;
  }

  test('a visitor who was on another continent an hour ago is challenged', async () => {
    await visit('honest', HOUR);
    const decision = await check(await visit('far-away'));
    expect(decision.action).toBe('challenge');
    expect(decision.reasons).toEqual([
      expect.objectContaining({ rule: 'impossible-travel', level: 'challenge', expected: 900 }),
    ]);
    expect(decision.signals.travelKm).toBeCloseTo(10_212, -2);
    expect(decision.signals.travelKmh).toBeCloseTo(10_212, -2);
    expect(historyCalls()).toHaveLength(1);
  });

  test('one who had the time to travel is not', async () => {
    await visit('honest', 12 * HOUR);
    const decision = await check(await visit('far-away'));
    expect([decision.action, decision.unknown.includes('impossible-travel')]).toEqual(['allow', false]);
  });

  test('an event without others is unknown', async () => {
    const decision = await check(await visit('far-away'));
    expect(decision).toMatchObject({
      action: 'allow',
      signals: { travelKm: undefined, travelKmh: undefined },
    });
    expect(decision.unknown).toContain('impossible-travel');
  });

  test('nothing is requested if no policy reads it', async () => {
    await visit('honest', HOUR);
    await check(await visit('far-away'), {});
    expect(historyCalls()).toEqual([]);
  });

  test('a new visitor is recognised', async () => {
    const before = await visit('honest', 60_000, {
      identification: { ...VISITOR, visitor_found: false },
    });
    const first = await check(before, ASKS_NEW);
    expect(first.signals.newVisitor).toBe(true);
    const returning = await check(await visit('honest'), ASKS_NEW);
    expect(returning.signals.newVisitor).toBe(false);
    // Only visits of 2019 do not tell this themselves.
    expect(historyCalls()).toHaveLength(apiVersion === '2019' ? 2 : 0);
  });
});

describe('a history', () => {
  const check = async (
    { eventId }: { eventId: string },
    { guard } = scene.guard({ policy: STRICT_TRAVEL }),
  ) => guard.check(requestFor(eventId));

  test('is that of the events before, not of later ones, nor of the event itself', async () => {
    const event = await visit('honest', 60_000);
    await visit('far-away', 30_000);
    expect((await check(event)).signals.travelKmh).toBeUndefined();
    await visit('honest', 70_000);
    expect((await check(event)).signals.travelKmh).toBe(0);
  });

  test.each<[what: string, scenario: 'honest' | 'vpn', overrides: object]>([
    [
      'a new visitor',
      'honest',
      {
        identification: { ...VISITOR, visitor_found: false },
      },
    ],
    ['a visitor behind a VPN', 'vpn', {}],
    ['a visitor without a place', 'honest', { ip_info: null }],
    ['nobody', 'honest', { identification: null }],
  ])('is not requested for %s', async (_what, scenario, overrides) => {
    await visit('far-away', HOUR);
    const decision = await check(await visit(scenario, 0, overrides));
    expect(decision.signals.travelKmh).toBeUndefined();
    expect(historyCalls()).toEqual([]);
  });

  test('does not count what a VPN hid', async () => {
    await visit('vpn', HOUR);
    expect((await check(await visit('honest'))).signals.travelKmh).toBeUndefined();
    expect(historyCalls()).toHaveLength(1);
  });

  test('is kept for a minute, and the events that were checked since are part of it', async () => {
    let now = Date.now();
    const on = scene.guard({ policy: STRICT_TRAVEL, now: () => now });
    const started = { wall: now, monotonic: performance.now() };
    jest.spyOn(performance, 'now').mockImplementation(() => started.monotonic + now - started.wall);
    expect(rulesOf(await check(await visit('honest'), on))).toEqual([]);
    now += 58_000;
    const there = await visit('far-away', 0, { timestamp: now });
    expect(rulesOf(await check(there, on))).toEqual(['impossible-travel']);
    now += 1000;
    const back = await visit('honest', 0, { timestamp: now });
    expect((await check(back, on)).signals.travelKm).toBeCloseTo(10_212, -2);
    expect(historyCalls()).toHaveLength(1);
    now += 2000;
    await check(await visit('far-away', 0, { timestamp: now }), on);
    expect(historyCalls()).toHaveLength(2);
    jest.restoreAllMocks();
  });

  test('is not displaced by more events from the new place', async () => {
    const on = scene.guard({ policy: STRICT_TRAVEL });
    await visit('honest', HOUR);
    for (let event = 0; event < 3; event++)
      expect(rulesOf(await check(await visit('far-away'), on))).toEqual(['impossible-travel']);
  });

  test('is requested once by concurrent checks, and by both checks of a request', async () => {
    const { guard } = scene.guard({ policy: STRICT_TRAVEL });
    await visit('honest', HOUR);
    const events = await Promise.all(Array.from({ length: 10 }, () => visit('far-away')));
    const decisions = await Promise.all(events.map(({ eventId }) => guard.check(requestFor(eventId))));
    expect(decisions.map(rulesOf)).toEqual(events.map(() => ['impossible-travel']));
    const native = {};
    const request = requestFor((await visit('far-away')).eventId);
    await guard.check(request, undefined, { native, claim: false, required: false });
    expect(rulesOf(await guard.check(request, undefined, { native }))).toEqual(['impossible-travel']);
    expect(historyCalls()).toHaveLength(1);
  });

  test('is that of a sealed or delivered event too; without a key it is unknown, and no fault', async () => {
    await visit('honest', HOUR);
    const sealedKeys = [scene.emulator.sealedKey];
    const { sealedResult } = await visit('far-away');
    const request = () => requestFor(undefined, { body: { sealedResult } });
    const { guard } = scene.guard({ sealedKeys, policy: STRICT_TRAVEL });
    expect(rulesOf(await guard.check(request()))).toEqual(['impossible-travel']);
    expect(scene.emulator.requests()).toHaveLength(1);
    const keyless = scene.guard({ sealedKeys, apiKey: undefined, policy: STRICT_TRAVEL });
    const decision = await keyless.guard.check(request());
    expect([decision.action, decision.unknown.includes('impossible-travel')]).toEqual(['allow', true]);
    expect(keyless.warnings).toEqual([expect.stringContaining('FP_DOCTOR_NO_API_KEY')]);
  });

  test('of a visitor that the API does not know, or not yet, is empty', async () => {
    const unknown = new FingerprintError('ERR_FP_VISITOR_NOT_FOUND', 'x', { status: 404 });
    const fetchHistory = createFetchHistory({ ...parts(), getVisitorHistory: () => Promise.reject(unknown) });
    expect(await fetchHistory(stepInput({ event: await anyEvent(), reads }))).toEqual({ earlier: [] });
  });

  test('is no longer than requested from the API', async () => {
    const event = await anyEvent();
    const fetchHistory = createFetchHistory({
      ...parts(),
      getVisitorHistory: async (visitorId) => ({ visitorId, events: [] }),
    });
    let fetched: unknown;
    for (let index = 0; index < 40; index++) {
      const next = { ...event, eventId: `event-${index}` };
      fetched = await fetchHistory(stepInput({ event: next, reads }));
    }
    expect(fetched).toMatchObject({ earlier: { length: 20 } });
  });

  test('reports a new visitor only if it is complete', async () => {
    const event = await scene.emulator.createEvent('honest', { timestamp: Date.now() - 60_000 });
    const { events } = await scene.guard({ apiVersion: '2019' }).guard.api.getVisitorHistory(event.visitorId);
    const oldest = { ...(events[0] as FingerprintEvent) };
    const later = Array.from({ length: 20 }, (_, index) => ({
      ...oldest,
      eventId: `later-${index}`,
      timestamp: Date.now() + index,
    }));
    const recalled = (history: FingerprintEvent[]) =>
      createFetchHistory({
        ...parts(),
        getVisitorHistory: async (visitorId) => ({ visitorId, events: history }),
      })(stepInput({ event: oldest, reads: new Set(['newVisitor']) }));
    expect(await recalled(later.slice(1))).toEqual({ earlier: [] });
    expect(await recalled(later)).toEqual({ earlier: undefined });
  });
});

const reads = new Set(['travelKmh'] as const);

const parts = () => ({
  gate: new ApiGate(new Budget(undefined, clock), new Breaker(clock)),
  deadlineMs: 2000,
  timekeeper: new Timekeeper(),
  clock,
  warn: () => {},
});

describe('a check in which only the history fails', () => {
  const answer =
    (status: number, body: object | string): RequestListener =>
    (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
  const code = (name: string) => ({ error: { code: name, message: '' } });

  /** The emulator's lookups, and this in place of its searches. */
  const failing = (search: RequestListener) =>
    upstream.listen(async (request, response) => {
      if (request.url?.startsWith('/v4/events?')) return search(request, response);
      const found = await fetch(scene.emulator.url + request.url, {
        headers: { authorization: request.headers.authorization ?? '' },
      });
      response.writeHead(found.status, { 'content-type': 'application/json' }).end(await found.text());
    });

  const troubles: [what: string, search: RequestListener][] = [
    ['500', answer(500, code('failed'))],
    ['403', answer(403, code('feature_not_enabled'))],
    ['400', answer(400, code('request_cannot_be_parsed'))],
    ['429', answer(429, code('too_many_requests'))],
    ['no list', answer(200, {})],
    ['no JSON', answer(200, '<html>')],
    ['events of another visitor', answer(200, { events: [{ event_id: 'x', timestamp: 1 }] })],
    ['a reset', (request) => request.socket.destroy()],
    ['silence', () => {}],
  ];

  const LENIENT_ON_LOSS = {
    extends: 'strict',
    rules: { 'signals-unavailable': 'observe', 'signals-over-budget': 'observe' },
  } as const;

  test.each(troubles)(
    'is challenged under strict, because of the missing signals: %s',
    async (what, search) => {
      const policy = { extends: 'strict' } as const;
      const { guard } = scene.guard({ baseUrl: await failing(search), deadlineMs: 500, policy });
      const { eventId } = await visit('honest');
      const decision = await guard.check(requestFor(eventId));
      const [rule, signal] =
        what === '429'
          ? ['signals-over-budget', 'overBudgetSignals']
          : ['signals-unavailable', 'unavailableSignals'];
      expect([decision.action, rulesOf(decision)]).toEqual(['challenge', [rule]]);
      expect(decision.signals[signal as 'unavailableSignals']).toEqual(['travelKm', 'travelKmh']);
      // Under recommended no rule at challenge or deny reads where a visitor was, so nothing is requested.
      expect((await guard.check(requestFor(eventId), {}, { claim: false })).action).toBe('allow');
    },
  );

  test.each(troubles)('is judged by the other signals, and logged once: %s', async (_what, search) => {
    const baseUrl = await failing(search);
    const options = { baseUrl, deadlineMs: 500, policy: LENIENT_ON_LOSS };
    const { guard, warnings } = scene.guard(options);
    for (let times = 0; times < 2; times++) {
      const { eventId } = await visit('honest');
      const decision = await guard.check(requestFor(eventId));
      expect(decision).toMatchObject({
        action: 'allow',
        failedOpen: false,
        source: 'api',
        signals: { lookup: 'found', travelKmh: undefined, newVisitor: false },
      });
      expect(decision.error).toBeUndefined();
      expect(decision.unknown).toContain('impossible-travel');
      expect(decision.elapsedMs).toBeLessThan(1500);
    }
    expect(warnings).toEqual([
      expect.stringContaining('FP_DOCTOR_CLIENT_FAILURES'),
      expect.stringContaining('history cannot be fetched'),
    ]);
  });

  test('never opens the breaker of lookups, and is spared soon', async () => {
    let searches = 0;
    const baseUrl = await failing((request, response) => {
      searches++;
      answer(500, code('failed'))(request, response);
    });
    const { guard } = scene.guard({ baseUrl, policy: STRICT_TRAVEL });
    for (let check = 0; check < 30; check++) {
      const { eventId } = await visit('honest', 0, { identification: { visitor_id: `visitor${check}` } });
      expect((await guard.check(requestFor(eventId))).signals.lookup).toBe('found');
    }
    expect(searches).toBeLessThan(15);
  });
});

describe('a history takes its turn', () => {
  test('only of what the budget has to spare', async () => {
    const budget = { perSecond: 0.001, burst: 6 };
    const { guard, warnings } = scene.guard({ budget, policy: STRICT_TRAVEL });
    const decisions: Decision[] = [];
    for (let check = 0; check < 5; check++) {
      const { eventId } = await visit('honest', 0, { identification: { visitor_id: `visitor${check}` } });
      decisions.push(await guard.check(requestFor(eventId)));
    }
    expect(decisions.map(({ signals }) => signals.lookup)).toEqual(decisions.map(() => 'found'));
    // Of six turns the first lookup and its history take two, and the second lookup leaves but half of them.
    expect(historyCalls()).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining('budget')]);
  });

  test('of a budget that learns how it ended', async () => {
    const budget = new Budget(undefined, () => 0);
    const limited = new FingerprintError('ERR_FP_RATE_LIMITED', 'x', { status: 429 });
    const fetchHistory = createFetchHistory({
      ...parts(),
      gate: new ApiGate(budget, new Breaker(clock)),
      getVisitorHistory: () => Promise.reject(limited),
    });
    expect(budget.isShort()).toBe(false);
    await fetchHistory(stepInput({ event: await anyEvent(), reads }));
    expect(budget.isShort()).toBe(true);
  });
});

describe('a search that fails for lack of a connection', () => {
  /** Searches that fail for this reason, so many times. */
  const failing = (code: string, failures: number) => {
    const cause = Object.assign(new Error(code), { code });
    let asked = 0;
    const getVisitorHistory = async (visitorId: string) => {
      if (asked++ < failures) throw new FingerprintError('ERR_FP_NETWORK', 'x', { cause });
      return { visitorId, events: [] };
    };
    return createFetchHistory({ ...parts(), getVisitorHistory });
  };

  test.each([
    ['this process has none to give', 'EMFILE', { lost: 'over-budget' }, { earlier: [] }],
    ['the API refuses it', 'ECONNREFUSED', { lost: 'unavailable' }, { lost: 'unavailable' }],
  ])('because %s', async (_whose, code, lost, afterwards) => {
    const fetchHistory = failing(code, 12);
    const input = stepInput({ event: await anyEvent(), reads });
    for (let times = 0; times < 12; times++) expect(await fetchHistory(input)).toEqual(lost);
    expect(await fetchHistory(input)).toEqual(afterwards);
  });
});

describe("a search's limit is not that of lookups", () => {
  test.each(['v4', 'v3'] as const)('in %s: lookups go on, and histories pause', async (apiVersion) => {
    const { guard, decisions } = scene.guard({ apiVersion, policy: STRICT_TRAVEL });
    scene.emulator.setFault({ kind: 'status', status: 429, call: 'search', retryAfter: 60 });
    for (let check = 0; check < 12; check++) {
      const { eventId } = await visit('honest', 0, { identification: { visitor_id: `visitor${check}` } });
      await guard.check(requestFor(eventId));
    }
    expect(decisions.map(({ signals }) => signals.lookup)).toEqual(decisions.map(() => 'found'));
    expect(historyCalls()).toHaveLength(1);
  });

  test('and a limit of lookups is one of searches', async () => {
    const { guard } = scene.guard({ policy: STRICT_TRAVEL });
    scene.emulator.setFault({ kind: 'status', status: 429, call: 'event', times: 1 });
    const { eventId } = await visit('honest');
    expect((await guard.check(requestFor(eventId))).signals.lookup).toBe('found');
    expect(historyCalls()).toEqual([]);
  });

  test('the pause is as long as the API says, or ten seconds, and a minute at the most', () => {
    let now = 0;
    const limited = (retryAfterMs?: number) =>
      new FingerprintError('ERR_FP_RATE_LIMITED', 'x', { status: 429, retryAfterMs });
    const pauseOf = (retryAfterMs?: number) => {
      const lookups = new Budget(undefined, () => now);
      const spare = new SpareTurns(lookups, () => now);
      now = 0;
      spare.failed(limited(retryAfterMs));
      expect(lookups.take(0)).toBe(0);
      const isPaused = () => {
        try {
          return spare.take(0) !== 0;
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_FP_BUDGET' });
          return true;
        }
      };
      expect(isPaused()).toBe(true);
      while (isPaused()) now += 500;
      return now;
    };
    expect([pauseOf(), pauseOf(3000), pauseOf(3_600_000)]).toEqual([10_000, 3000, 60_000]);
  });

  test('other answers to a search are told to the lookups, whose turn it took', () => {
    const failed: unknown[] = [];
    const lookups = {
      take: () => 0,
      takeSpare: () => 0,
      succeeded: () => {},
      failed: (error: unknown) => void failed.push(error),
    };
    const spare = new SpareTurns(lookups, () => 0);
    const error = new FingerprintError('ERR_FP_API_STATUS', 'x', { status: 500 });
    spare.failed(error);
    expect([failed, spare.take(0)]).toEqual([[error], 0]);
  });
});

async function anyEvent(): Promise<FingerprintEvent> {
  const { eventId } = await visit('honest');
  return scene.guard().guard.api.getEvent(eventId);
}

describe('a check', () => {
  let event: FingerprintEvent;
  beforeEach(async () => {
    event = await anyEvent();
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** A deadline that leaves 100 ms. */
  const hurry = () => new Deadline(100, clock);
  const other = { ...{ timestamp: 0, failed: {}, raw: {} }, generation: 'v4' } as const;
  /** The step over a history that takes so long. */
  const slow = (ms: number) => {
    const asked: string[] = [];
    const fetchHistory = createFetchHistory({
      ...parts(),
      getVisitorHistory: async (visitorId) => {
        asked.push(visitorId);
        await new Promise((resolve) => setTimeout(resolve, ms));
        return { visitorId, events: [{ ...other, eventId: 'before' }] };
      },
    });
    return { fetchHistory, asked };
  };
  const settledWithin = async <T>(ms: number, promise: Promise<T>) => {
    let outcome: { value: T } | undefined;
    void promise.then((value) => {
      outcome = { value };
    });
    await jest.advanceTimersByTimeAsync(ms);
    return outcome;
  };

  test('waits for a history as long as its deadline allows; a late one serves the next check', async () => {
    const { fetchHistory, asked } = slow(300);
    expect(await settledWithin(150, fetchHistory(stepInput({ event, reads, deadline: hurry() })))).toEqual({
      value: { lost: 'unavailable' },
    });
    await jest.advanceTimersByTimeAsync(200);
    expect(
      await settledWithin(0, fetchHistory(stepInput({ event, reads, deadline: hurry() }))),
    ).toMatchObject({
      value: { earlier: [{ eventId: 'before' }] },
    });
    expect(asked).toHaveLength(1);
  });

  test('that comes second waits by its own deadline', async () => {
    const { fetchHistory, asked } = slow(300);
    const hurried = fetchHistory(stepInput({ event, reads, deadline: hurry() }));
    expect(await settledWithin(301, fetchHistory(stepInput({ event, reads })))).toMatchObject({
      value: { earlier: [{ eventId: 'before' }] },
    });
    expect([await hurried, asked.length]).toEqual([{ lost: 'unavailable' }, 1]);
  });

  test('is one of 32 at the most that ask at once', async () => {
    const { fetchHistory, asked } = slow(300);
    const visitors = Array.from({ length: 40 }, (_, index) => ({ ...event, visitorId: `visitor${index}` }));
    const all = Promise.all(visitors.map((visitor) => fetchHistory(stepInput({ event: visitor, reads }))));
    const fetched = (await settledWithin(301, all))?.value;
    expect(fetched?.filter(({ lost }) => lost === 'over-budget')).toHaveLength(8);
    expect(asked).toHaveLength(32);
  });
});
