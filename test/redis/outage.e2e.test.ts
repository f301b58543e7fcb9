import { setTimeout as pause } from 'node:timers/promises';
import {
  createFingerprintGuard,
  type Decision,
  definePolicy,
  type EventCache,
  type FingerprintEvent,
  type FingerprintGuardOptions,
  problemResponse,
} from '@fingerprint-guard/core';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { createRedisReplayStore } from '@fingerprint-guard/redis';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { describeWith } from '../support/requirements.js';
import { CLIENTS, type Connect, PROMPT_CLIENTS } from './clients.js';
import { RedisServer, redisProgram } from './redis-server.js';

// A client may wait for seconds before it tries once more to connect.
jest.setTimeout(60_000);

const DEADLINE_MS = 2000;
/** More than the answers that may be overdue: nothing is sent any more after them. */
const CHECKS = 120;
/** How long a store that did not answer is left alone. */
const RETRY_MS = 20;

/** The presets, whatever the age of an event: the events of this file serve all of its runs. */
const POLICIES = {
  recommended: definePolicy({ extends: 'recommended', rules: { 'stale-event': 'off' } }),
  strict: definePolicy({ extends: 'strict', rules: { 'stale-event': 'off' } }),
};
type Preset = keyof typeof POLICIES;

/** How a Redis fails, and comes back. */
const OUTAGES: Readonly<
  Record<string, { begin(redis: RedisServer): unknown; end(redis: RedisServer): unknown }>
> = {
  killed: { begin: (redis) => redis.kill(), end: (redis) => redis.start() },
  stopped: { begin: (redis) => redis.stop(), end: (redis) => redis.goOn() },
  // What was sent is never answered, and some clients never settle it.
  'stopped, then killed': {
    begin: (redis) => redis.stop(),
    async end(redis) {
      await redis.kill();
      await redis.start();
    },
  },
};

describeWith(redisProgram, 'a replay store over a Redis that fails', (program) => {
  let emulator: Emulator;
  /** Their events are in the cache before Redis fails: what is left of a check is its claim. */
  let ids: string[];
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  beforeAll(async () => {
    emulator = await startEmulator();
    ids = await Promise.all(Array.from({ length: CHECKS }, newId));
    const looking = createGuard();
    for (const id of ids) await looking.check(requestFor(id), undefined, { claim: false });
    await looking.close();
    process.on('unhandledRejection', note);
  });
  afterAll(async () => {
    process.off('unhandledRejection', note);
    await emulator.close();
    expect(unhandled).toEqual([]);
  });

  const requestFor = (eventId: string) => ({ method: 'POST', url: '/login', headers: {}, body: { eventId } });
  const newId = async () => (await emulator.createEvent()).eventId;

  const events = new Map<string, FingerprintEvent>();
  /** Keeps what any guard looked up, for all of them. */
  const cache: EventCache = {
    get: (key) => events.get(key),
    set: (key, event) => void events.set(key, event),
    delete: (key) => void events.delete(key),
  };
  const createGuard = (options: Partial<FingerprintGuardOptions> = {}) =>
    createFingerprintGuard({
      apiKey: emulator.secretApiKey,
      baseUrl: emulator.url,
      deadlineMs: DEADLINE_MS,
      logger: false,
      cache,
      ...options,
    });

  /** A guard over a store at a Redis of its own, and what a run does with it. */
  async function openRun(connect: Connect) {
    const redis = await RedisServer.start(program);
    const open = connect(redis.url);
    const guard = createGuard({ replayStore: createRedisReplayStore({ client: open.client }) });
    const check = (eventId: string, preset: Preset = 'recommended') =>
      guard.check(requestFor(eventId), POLICIES[preset]);

    /** A check that this process had no time for says nothing of Redis, and never passes: it is made again then. */
    async function checkUnhindered(eventId: string, preset: Preset, attempts = 10): Promise<Decision> {
      const decision = await check(eventId, preset);
      if (decision.error?.code !== 'ERR_FP_OVERLOADED' || attempts === 1) return decision;
      expect(decision.action).not.toBe('allow');
      await pause(RETRY_MS);
      return checkUnhindered(eventId, preset, attempts - 1);
    }

    /** Waits until the store answers, on an ID of its own each time. */
    async function backAgain(): Promise<void> {
      const deadline = performance.now() + 30_000;
      while (performance.now() < deadline) {
        if ((await check(await newId())).signals.replayStore === 'ok') return;
        await pause(RETRY_MS);
      }
      throw new Error('the store is not back');
    }

    /** A claim that a busy machine answers too late says nothing of its ID: another one is taken then. */
    async function expectExact(attempts = 10): Promise<void> {
      const id = await newId();
      const decisions = await Promise.all(Array.from({ length: 20 }, () => check(id)));
      const late = decisions.some(({ signals }) => signals.replayStore !== 'ok');
      if (late && attempts > 1) return expectExact(attempts - 1);
      expect(decisions.filter(({ signals }) => signals.reused === false)).toHaveLength(1);
      expect(decisions.filter(({ action }) => action === 'deny')).toHaveLength(19);
    }

    async function end(): Promise<void> {
      open.end();
      await guard.close();
      await redis.kill();
    }

    return { redis, check, checkUnhindered, backAgain, expectExact, end };
  }

  /** Few at once, so that they do not keep this process busy. */
  async function inGroups(ids: readonly string[], judge: (id: string) => Promise<Decision>) {
    const decisions: Decision[] = [];
    for (let first = 0; first < ids.length; first += 10) {
      decisions.push(...(await Promise.all(ids.slice(first, first + 10).map(judge))));
    }
    return decisions;
  }

  function expectFailed(decision: Decision, preset: Preset): void {
    expect(decision.signals.replayStore).toBe('unavailable');
    expect(decision.elapsedMs).toBeLessThan(DEADLINE_MS + 200);
    if (preset === 'recommended') {
      expect(decision).toMatchObject({ action: 'allow', failedOpen: true });
      expect(decision.observed.map(({ rule }) => rule)).toContain('replay-store-unavailable');
    } else {
      expect(decision).toMatchObject({ action: 'deny', failedOpen: false });
      expect(decision.reasons.map(({ rule }) => rule)).toContain('replay-store-unavailable');
      expect(problemResponse(decision).status).toBe(503);
    }
  }

  const clients = Object.entries({ ...CLIENTS, ...PROMPT_CLIENTS });
  const rows = clients.flatMap(([name, connect]) =>
    Object.entries(OUTAGES).map(([how, outage]) => [name, how, connect, outage] as const),
  );
  // Each has a Redis of its own: what one waits for costs the others nothing.
  test.concurrent.each(rows)(
    '%s %s in mid-run: fails as the policy says, and is exact again',
    async (_name, _how, connect, outage) => {
      const { redis, check, checkUnhindered, backAgain, expectExact, end } = await openRun(connect);
      try {
        await backAgain();
        await expectExact();
        const [flying = '', ...later] = ids;
        const inFlight = Promise.all(Array.from({ length: 20 }, () => check(flying)));
        try {
          await outage.begin(redis);
          for (const decision of await inFlight) expect(decision.elapsedMs).toBeLessThan(DEADLINE_MS + 200);

          // What the milder one lets pass is used, for this process.
          const presets: Preset[] = ['strict', 'recommended'];
          for (const preset of presets) {
            const decisions = await inGroups(later, (id) => checkUnhindered(id, preset));
            const failed = decisions.filter(({ signals }) => signals.replayStore === 'unavailable');
            for (const decision of failed) expectFailed(decision, preset);
            for (const decision of decisions)
              if (!failed.includes(decision)) expect(decision.action).not.toBe('allow');
            expect(failed.length).toBeGreaterThan(CHECKS / 2);
          }
          const last = await checkUnhindered(later[0] ?? '', 'strict');
          expect(last).toMatchObject({ action: 'deny', failedOpen: false });
          expect(last.elapsedMs).toBeLessThan(400);
        } finally {
          await outage.end(redis);
        }
        await backAgain();
        await expectExact();
      } finally {
        await end();
      }
    },
  );

  test.concurrent.each(Object.entries(CLIENTS))(
    '%s: a claim that could not be sent is never made later',
    async (_name, connect) => {
      const redis = await RedisServer.start(program);
      const { client, end } = connect(redis.url);
      const store = createRedisReplayStore({ client });
      try {
        await redis.kill();
        await expect(store.claim('closed', 60_000)).rejects.toMatchObject({
          code: expect.stringMatching(/^ERR_FP_(TIMEOUT|NETWORK)$/),
        });
        await redis.start();
        const patient = createRedisReplayStore({ client, timeoutMs: 10_000 });
        expect(await patient.claim('other', 60_000)).toBe(true);
        expect(await patient.claim('closed', 60_000)).toBe(true);
      } finally {
        end();
        await redis.kill();
      }
    },
  );
});
