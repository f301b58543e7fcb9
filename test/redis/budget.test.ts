import { randomUUID } from 'node:crypto';
import { createFingerprintGuard, type SharedBudget, type SharedTurn } from '@fingerprint-guard/core';
import { createRedisBudget, type RedisClient } from '@fingerprint-guard/redis';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import {
  apiFunction,
  bareId,
  eventAnswer,
  freshId,
  notFound,
} from '../../packages/core/test/support/api-function.js';
import { timed } from '../../packages/core/test/support/lateness.js';
import { memoryBudget } from '../../packages/core/test/support/shared-budget.js';
import { budgetScript } from '../../packages/redis/src/budget-script.js';
import { describeWith } from '../support/requirements.js';
import { CLIENTS } from './clients.js';
import { CLUSTER_CLIENTS } from './cluster-clients.js';
import { startNode } from './redis-group.js';
import { RedisServer, redisProgram } from './redis-server.js';
import { SlowLine } from './slow-line.js';

const RATE = { perSecond: 5, burst: 15 };
/** 24 digits, as a guard names accounts and clients. */
const nameOf = (digit: number) => `${digit}`.repeat(24);
const ACCOUNT = nameOf(0);

/** Numbers that look random, and are the same each time. */
function seeded(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

const NO_CLIENTS = { account: ACCOUNT, answered: 0, clients: [] };

/** Takes turns until one is refused. */
async function turnsOf(budget: SharedBudget, client?: string): Promise<number> {
  for (let turns = 0; ; turns++) {
    const { outcome } = await budget.take({ account: ACCOUNT, maxWaitMs: 0, client });
    if (outcome !== 'granted') return turns;
  }
}

describeWith(redisProgram, 'a budget over Redis', (program) => {
  let server: RedisServer;
  let admin: Redis;
  beforeAll(async () => {
    server = await RedisServer.start(program);
    admin = new Redis(server.url, { retryStrategy: () => 20 });
    admin.on('error', () => undefined);
  });
  afterAll(async () => {
    admin.disconnect();
    await server.kill();
  });

  const budgetOf = (client: RedisClient, more: object = RATE) =>
    createRedisBudget({ client, prefix: `test:${randomUUID()}:`, timeoutMs: 5000, ...more });

  /** The script by a clock of the test's own, as a budget of one instance. */
  function scriptOn(clock: { now: number }, rate?: { perSecond: number; burst: number }) {
    const script = budgetScript('tonumber(ARGV[#ARGV])');
    const budget = `test:${randomUUID()}`;
    const rateArgs = rate ? [rate.perSecond, rate.burst] : ['', ''];
    const run = (what: string, instance: string, clients: readonly string[], args: (string | number)[]) => {
      const keys = [budget, `${budget}:instances`, ...clients.map((client) => `${budget}:${client}`)];
      return admin.eval(script, keys.length, ...keys, what, instance, ...rateArgs, ...args, clock.now);
    };
    return {
      async take(maxWaitMs: number, client?: string, isSpare = false, instance = 'one') {
        const args = [maxWaitMs, isSpare ? '1' : ''];
        const answer = await run('take', instance, client === undefined ? [] : [client], args);
        const [outcome, waitMs, instances, perSecond] = answer as [number, number, number, string];
        const named = (['granted', 'spent', 'suspect'] as const)[outcome];
        return { outcome: named, waitMs, instances, perSecond: Number(perSecond) };
      },
      learn: (answered: number, pauseMs?: number, client?: string, known = 0, unknown = 0) =>
        run('learn', 'one', client === undefined ? [] : [client], [
          answered,
          pauseMs ?? '',
          ...(client === undefined ? [] : [known, unknown]),
        ]),
    };
  }

  test.each([
    ['is set by hand', RATE, 1],
    ['follows the API', undefined, 2],
    ['is set by hand, with another order of events', RATE, 3],
    ['follows the API, with another order of events', undefined, 4],
  ])("does in Redis what a guard's own budget does, if it %s", async (_how, rate, seed) => {
    const random = seeded(seed);
    const clock = { now: 1_800_000_000_000 };
    const { shared } = memoryBudget(rate, 1, () => clock.now);
    const script = scriptOn(clock, rate);
    const seen = new Set<string>();
    for (let step = 0; step < 300; step++) {
      clock.now += [0, 7, 90, 330, 700, 1000, 2500, 4000, 31_000, 61_000][random(10)] ?? 0;
      // Some clients send known IDs, some forged ones, some both.
      const kind = random(4);
      const client = kind === 0 ? undefined : nameOf(kind);
      const maxWaitMs = [0, 150, 1000][random(3)] ?? 0;
      for (let turns = random(8); turns >= 0; turns--) {
        const isSpare = random(6) === 0;
        const request = isSpare ? { maxWaitMs, isSpare } : { maxWaitMs, client };
        const one = await shared.take({ account: ACCOUNT, ...request });
        const other = await script.take(maxWaitMs, request.client, isSpare);
        expect([step, other.outcome]).toEqual([step, one.outcome]);
        if (one.outcome === 'granted') expect(Math.abs(other.waitMs - one.waitMs)).toBeLessThanOrEqual(1);
        seen.add(`${one.outcome} ${isSpare ? 'spare' : ''} ${one.waitMs > 0}`);
      }
      const unknown = [0, random(3), random(4) - 1, -1][kind] ?? 0;
      const known = [0, 0, random(2) - Math.min(0, unknown), 1 + random(3)][kind] ?? 0;
      const pauseMs = random(6) === 0 ? [0, 0, 0, 300, 3000, 400_000][random(6)] : undefined;
      const limited = pauseMs === undefined ? undefined : { pauseMs: Math.min(pauseMs, 60_000) };
      const answered = [0, 1, 4, 40][random(4)] ?? 0;
      const counts = { known: Math.max(known, -unknown), unknown };
      const clients = client === undefined ? [] : [{ client, ...counts }];
      await shared.learn({ account: ACCOUNT, answered, limited, clients });
      await script.learn(answered, pauseMs, client, counts.known, counts.unknown);
    }
    // Every kind of answer came up.
    expect([...seen].sort()).toEqual(
      expect.arrayContaining(['granted  false', 'granted  true', 'spent  true', 'suspect  false']),
    );
  });

  test('learns the limit from what was answered around a 429, and from those that follow', async () => {
    const clock = { now: 1_800_000_000_000 };
    const { take, learn } = scriptOn(clock);
    await learn(100);
    clock.now += 1999;
    await learn(3, 0);
    expect((await take(0)).perSecond).toBe(70);
    clock.now += 500;
    await learn(0, 0);
    clock.now += 500;
    await learn(0, 0);
    expect((await take(0)).perSecond).toBeCloseTo(49);
    clock.now += 2000;
    expect((await take(0)).perSecond).toBeCloseTo(51);
    clock.now += 60_000;
    expect((await take(0)).perSecond).toBe(0);
    clock.now += 2000;
    await learn(0, 0);
    expect((await take(0)).perSecond).toBe(5);
    for (let second = 0; second < 10; second++) {
      clock.now += 1000;
      await learn(0, 0);
    }
    expect((await take(0)).perSecond).toBe(1);
  });

  describe('by a clock that goes back', () => {
    test('keeps no pause and no shortage for longer than it would have', async () => {
      const clock = { now: 1_800_000_000_000 };
      const { take, learn } = scriptOn(clock);
      await learn(0, 60_000);
      clock.now -= 3_600_000;
      expect(await take(0)).toMatchObject({ outcome: 'spent', waitMs: 60_000 });
      await learn(1);
      clock.now += 60_000;
      expect(await take(0)).toMatchObject({ outcome: 'granted', perSecond: expect.any(Number) });
    });

    test('goes on to fill up, and counts the instances that are there', async () => {
      const clock = { now: 1_800_000_000_000 };
      const { take } = scriptOn(clock, { perSecond: 1, burst: 1 });
      await take(0, undefined, false, 'gone');
      clock.now -= 3_600_000;
      expect(await take(0)).toMatchObject({ outcome: 'spent', instances: 1 });
      clock.now += 1000;
      expect((await take(0)).outcome).toBe('granted');
    });
  });

  test('counts the instances of the last minute', async () => {
    const clock = { now: 1_800_000_000_000 };
    const { take } = scriptOn(clock, RATE);
    for (const instance of ['a', 'b', 'c', 'a']) await take(0, undefined, false, instance);
    expect((await take(0, undefined, false, 'd')).instances).toBe(4);
    clock.now += 59_000;
    await take(0, undefined, false, 'a');
    clock.now += 2000;
    expect((await take(0, undefined, false, 'e')).instances).toBe(2);
  });

  test.each(Object.entries(CLIENTS))('is one for all, over %s', async (_name, connect) => {
    const open = [connect(server.url), connect(server.url)];
    try {
      const prefix = `test:${randomUUID()}:`;
      const [one, other] = open.map(({ client }) => budgetOf(client, { prefix, perSecond: 0.001, burst: 8 }));
      if (!one || !other) throw new Error('there are two');
      const client = nameOf(1);
      await one.learn({ ...NO_CLIENTS, clients: [{ client, known: 0, unknown: 4 }] });
      // Redis forgets scripts when it starts anew.
      await admin.script('FLUSH');
      expect(await turnsOf(one, client)).toBe(5);
      expect(await other.take({ account: ACCOUNT, maxWaitMs: 0, client })).toMatchObject({
        outcome: 'suspect',
        share: { perSecond: 0.0005, burst: 4 },
      });
      expect(await other.take({ account: ACCOUNT, maxWaitMs: 0, isSpare: true })).toMatchObject({
        outcome: 'spent',
      });
      expect(await turnsOf(other)).toBe(3);
      await other.learn({ ...NO_CLIENTS, account: nameOf(9), limited: { pauseMs: 30_000 } });
      await other.learn({ ...NO_CLIENTS, limited: { pauseMs: 30_000 } });
      expect((await one.take({ account: ACCOUNT, maxWaitMs: 0 })).waitMs).toBeGreaterThan(29_000);
      const keys = await admin.keys(`${prefix}*`);
      expect(keys).toHaveLength(4);
      for (const key of keys) expect(await admin.pttl(key)).toBeGreaterThan(50_000);
    } finally {
      for (const { end } of open) end();
    }
  });

  test('rejects within its time bound while Redis is stopped, and the guard keeps to its share', async () => {
    const client = new Redis(server.url);
    const budget = createRedisBudget({
      client,
      prefix: `test:${randomUUID()}:`,
      perSecond: 0.001,
      burst: 4,
      timeoutMs: 30,
    });
    const api = apiFunction((id) => eventAnswer(id, Date.now()), 1);
    const guard = createFingerprintGuard({
      apiKey: 'secret',
      dispatcher: api.dispatcher,
      logger: false,
      budget,
    });
    const check = () => guard.check({ method: 'POST', url: '/', headers: {}, body: { eventId: freshId() } });
    await client.ping();
    expect((await check()).signals.lookup).toBe('found');
    server.stop();
    try {
      const { elapsedMs, heldBackMs } = await timed(() =>
        expect(budget.take({ account: ACCOUNT, maxWaitMs: 0 })).rejects.toMatchObject({
          code: 'ERR_FP_TIMEOUT',
        }),
      );
      expect(elapsedMs - heldBackMs).toBeLessThan(300);
      const decisions = await Promise.all(Array.from({ length: 10 }, check));
      // One of four was spent before.
      expect(decisions.filter(({ signals }) => signals.lookup === 'found')).toHaveLength(3);
      const causes = decisions.map(({ signals }) => signals.lookupCause);
      expect(new Set(causes)).toEqual(new Set([undefined, 'budget']));
    } finally {
      server.goOn();
      client.disconnect();
      await guard.close();
    }
  });

  test('is divided by guards, also by those that have one budget object', async () => {
    const client = new Redis(server.url);
    const budget = budgetOf(client, { perSecond: 0.001, burst: 12, timeoutMs: 100 });
    const api = apiFunction((id) => eventAnswer(id, Date.now()), 1);
    const guards = Array.from({ length: 4 }, () =>
      createFingerprintGuard({ apiKey: 'secret', dispatcher: api.dispatcher, logger: false, budget }),
    );
    const ask = (guard = guards[0]) =>
      guard?.check({ method: 'POST', url: '/', headers: {}, body: { eventId: freshId() } });
    try {
      await client.ping();
      // By the second round each of them knows how many they are.
      for (const guard of [...guards, ...guards]) await ask(guard);
      expect(api.asked).toHaveLength(8);
      client.disconnect();
      await Promise.all(guards.flatMap((guard) => Array.from({ length: 6 }, () => ask(guard))));
      expect(api.asked).toHaveLength(12);
      const unnamed = { account: nameOf(8), maxWaitMs: 0 };
      const other = budgetOf(admin);
      expect((await other.take(unnamed)).share).toEqual(RATE);
      expect((await other.take(unnamed)).share).toEqual(RATE);
    } finally {
      client.disconnect();
      for (const guard of guards) await guard.close();
    }
  });

  test.each(Object.entries(CLIENTS))('tells what it answers too late, over %s', async (_name, connect) => {
    const line = await SlowLine.start(server.port);
    const { client, end } = connect(`redis://127.0.0.1:${line.port}`);
    try {
      const prefix = `test:${randomUUID()}:`;
      const rate = { perSecond: 0.001, burst: 1000 };
      const prompt = budgetOf(client, { prefix, ...rate });
      await prompt.learn({ ...NO_CLIENTS, limited: { pauseMs: 60_000 } });
      line.delayMs = 40;
      const budget = budgetOf(client, { prefix, ...rate, timeoutMs: 10 });
      const late: SharedTurn[] = [];
      const take = () =>
        expect(
          budget.take({ account: ACCOUNT, maxWaitMs: 0, onLateTurn: (turn) => late.push(turn) }),
        ).rejects.toMatchObject({ code: 'ERR_FP_TIMEOUT' });
      // A Redis that starts anew while it is far away learns the script, too.
      await admin.script('FLUSH');
      while (late.length === 0) await take();
      expect(late[0]).toEqual({
        outcome: 'spent',
        waitMs: late[0]?.pauseMs,
        pauseMs: expect.closeTo(60_000, -4),
        share: { perSecond: 0.001, burst: 1000 },
      });
      expect((await prompt.take({ account: ACCOUNT, maxWaitMs: 60_000 })).outcome).toBe('granted');
    } finally {
      end();
      line.close();
    }
  });

  test('has learnt everything once the guard is closed, when the application ends the client', async () => {
    const client = new Redis(server.url);
    const prefix = `test:${randomUUID()}:`;
    const api = apiFunction(() => notFound, 1);
    const guard = createFingerprintGuard({
      apiKey: 'secret',
      dispatcher: api.dispatcher,
      logger: false,
      budget: budgetOf(client, { prefix, ...RATE }),
      lag: { retryForMs: 0 },
    });
    const body = { eventId: bareId() };
    await guard.check({ method: 'POST', url: '/', headers: {}, body, ip: '198.51.100.1' });
    await guard.close();
    await client.quit();
    expect(await admin.keys(`${prefix}*:client:*`)).toHaveLength(1);
  });

  test.each<[string, object]>([
    ['a rate without a burst', { perSecond: 5 }],
    ['a burst without a rate', { burst: 15 }],
    ['a rate of nothing', { perSecond: 0, burst: 15 }],
    ['a rate that is not a number', { perSecond: Number.NaN, burst: 15 }],
    ['a burst of nothing', { perSecond: 5, burst: 0 }],
    ['an unknown option', { perSeconds: 5 }],
    ['something other than a client', { client: {} }],
  ])('is not made with %s', (_what, options) => {
    const make = () => createRedisBudget({ client: admin, ...options });
    expect(make).toThrow(expect.objectContaining({ code: 'ERR_FP_OPTION' }));
  });
});

describeWith(redisProgram, 'a budget over a cluster', (program) => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startNode(program);
    const client = new Redis(server.url);
    await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    while (!String(await client.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) await client.ping();
    client.disconnect();
  });
  afterAll(() => server.kill());

  test.each(Object.entries(CLUSTER_CLIENTS))('has its keys in one slot, over %s', async (_name, connect) => {
    const { client, end } = await connect([server]);
    try {
      const prefix = `test:${randomUUID()}:`;
      const budget = createRedisBudget({
        client,
        prefix,
        perSecond: 0.001,
        burst: 8,
        timeoutMs: 5000,
      });
      const clients = [1, 2, 3].map((digit) => ({ client: nameOf(digit), known: 0, unknown: 4 }));
      await budget.learn({ ...NO_CLIENTS, clients });
      for (const { client } of clients)
        expect((await budget.take({ account: ACCOUNT, maxWaitMs: 0, client })).outcome).toBe('granted');
      expect(await turnsOf(budget, nameOf(1))).toBe(2);
    } finally {
      await end();
    }
  });
});
