import { randomUUID } from 'node:crypto';
import {
  createFingerprintGuard,
  type Decision,
  type FingerprintGuard,
  type PresetName,
  problemResponse,
} from '@fingerprint-guard/core';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { createRedisReplayStore } from '@fingerprint-guard/redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { describeWith } from '../support/requirements.js';
import { CLIENTS, type Connect, type OpenClient, PROMPT_CLIENTS } from './clients.js';
import { RedisServer, redisProgram } from './redis-server.js';

// A client may wait for seconds before it tries once more to connect.
jest.setTimeout(60_000);

const DEADLINE_MS = 2000;
/** More than the answers that may be overdue: nothing is sent any more after them. */
const CHECKS = 120;

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
  let redis: RedisServer;
  let emulator: Emulator;
  let open: OpenClient;
  let guard: FingerprintGuard;
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  beforeAll(async () => {
    redis = await RedisServer.start(program);
    emulator = await startEmulator();
    process.on('unhandledRejection', note);
  });
  afterAll(async () => {
    process.off('unhandledRejection', note);
    await emulator.close();
    await redis.kill();
    expect(unhandled).toEqual([]);
  });

  function use(connect: Connect) {
    open = connect(redis.url);
    guard = createFingerprintGuard({
      apiKey: emulator.secretApiKey,
      baseUrl: emulator.url,
      deadlineMs: DEADLINE_MS,
      logger: false,
      replayStore: createRedisReplayStore({ client: open.client, prefix: `test:${randomUUID()}:` }),
    });
  }
  const requestFor = (eventId: string) => ({ method: 'POST', url: '/login', headers: {}, body: { eventId } });
  const check = (eventId: string, preset: PresetName = 'recommended') =>
    guard.check(requestFor(eventId), { extends: preset });
  const look = (eventId: string) => guard.check(requestFor(eventId), undefined, { claim: false });
  const newId = async () => (await emulator.createEvent()).eventId;

  /** Waits until the store answers, on an id of its own each time. */
  async function backAgain(): Promise<void> {
    const deadline = performance.now() + 30_000;
    while (performance.now() < deadline) {
      if ((await check(await newId())).signals.replayStore === 'ok') return;
    }
    throw new Error('the store is not back');
  }

  /** Few at once, so that they do not keep this process busy. */
  async function inGroups(ids: readonly string[], judge: (id: string) => Promise<Decision>) {
    const decisions: Decision[] = [];
    for (let first = 0; first < ids.length; first += 10) {
      decisions.push(...(await Promise.all(ids.slice(first, first + 10).map(judge))));
    }
    return decisions;
  }

  /** A claim that a busy machine answers too late says nothing of its id: another one is taken then. */
  async function expectExact(attempts = 10): Promise<void> {
    const id = await newId();
    const decisions = await Promise.all(Array.from({ length: 20 }, () => check(id)));
    const late = decisions.some(({ signals }) => signals.replayStore !== 'ok');
    if (late && attempts > 1) return expectExact(attempts - 1);
    expect(decisions.filter(({ signals }) => signals.reused === false)).toHaveLength(1);
    expect(decisions.filter(({ action }) => action === 'deny')).toHaveLength(19);
  }

  function expectFailed(decision: Decision, preset: PresetName): void {
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
  describe.each(clients)('%s', (_name, connect) => {
    beforeEach(async () => {
      use(connect);
      await backAgain();
    });
    afterEach(async () => {
      open.end();
      await guard.close();
    });

    test.each(Object.entries(OUTAGES))(
      '%s in mid-run: fails as the policy says, and is exact again',
      async (_how, { begin, end }) => {
        await expectExact();
        const ids = await Promise.all(Array.from({ length: CHECKS }, newId));
        // The events are in the cache before Redis fails: what is left of a check is its claim.
        for (const id of ids) await look(id);
        const [flying = '', ...later] = ids;
        const inFlight = Promise.all(Array.from({ length: 20 }, () => check(flying)));
        try {
          await begin(redis);
          for (const decision of await inFlight) expect(decision.elapsedMs).toBeLessThan(DEADLINE_MS + 200);

          const presets: PresetName[] = ['recommended', 'strict'];
          for (const preset of presets) {
            const decisions = await inGroups(later, (id) => check(id, preset));
            // One that this process had no time for says nothing of Redis, and never passes.
            const failed = decisions.filter(({ signals }) => signals.replayStore === 'unavailable');
            for (const decision of failed) expectFailed(decision, preset);
            for (const decision of decisions)
              if (!failed.includes(decision)) expect(decision.action).not.toBe('allow');
            expect(failed.length).toBeGreaterThan(CHECKS / 2);
          }
          const last = await check(later[0] ?? '', 'strict');
          expect(last).toMatchObject({ action: 'deny', failedOpen: false });
          expect(last.elapsedMs).toBeLessThan(400);
        } finally {
          await end(redis);
        }
        await backAgain();
        await expectExact();
      },
    );
  });

  test('a claim that could not be sent is never made later', async () => {
    for (const connect of Object.values(CLIENTS)) {
      const { client, end } = connect(redis.url);
      const prefix = `test:${randomUUID()}:`;
      const store = createRedisReplayStore({ client, prefix });
      await redis.kill();
      await expect(store.claim('closed', 60_000)).rejects.toMatchObject({
        code: expect.stringMatching(/^ERR_FP_(TIMEOUT|NETWORK)$/),
      });
      await redis.start();
      const patient = createRedisReplayStore({ client, prefix, timeoutMs: 10_000 });
      expect(await patient.claim('other', 60_000)).toBe(true);
      expect(await patient.claim('closed', 60_000)).toBe(true);
      end();
    }
  });
});
