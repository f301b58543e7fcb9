import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { describeWith } from '../support/requirements.js';
import { Instance } from './instance.js';
import { RedisServer, redisProgram } from './redis-server.js';
import { SlowLine } from './slow-line.js';

// Four processes start on a machine that may be busy.
jest.setTimeout(60_000);

/**
 * The Server API: each key is valid, limited or unknown to it. Ids that begin with `forged` have no event; a lookup of
 * one that begins with `held` is never answered, and that of one that begins with `late` only the second time.
 */
class Api {
  readonly #server: Server;
  readonly limited = new Set<string>();
  readonly revoked = new Set<string>();
  /** The number of lookups that are never answered. */
  #held = 0;
  readonly #late = new Set<string>();
  readonly asked = new Map<string, number>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', ({ url = '', headers }, response: ServerResponse) => {
      const key = headers.authorization?.replace('Bearer ', '') ?? '';
      const id = url.split('/').at(-1) ?? '';
      this.asked.set(key, (this.asked.get(key) ?? 0) + 1);
      const send = (status: number, body: object, more: Record<string, string> = {}) =>
        response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(body));
      const fail = (status: number, code: string, more?: Record<string, string>) =>
        send(status, { error: { code, message: '' } }, more);
      const isLate = id.startsWith('late') && !this.#late.has(id);
      if (isLate) this.#late.add(id);
      if (isLate || id.startsWith('held')) {
        this.#held++;
        server.emit('held');
      } else if (this.revoked.has(key)) fail(403, 'secret_api_key_not_found');
      else if (this.limited.has(key)) fail(429, 'too_many_requests', { 'retry-after': '30' });
      else if (id.startsWith('forged')) fail(404, 'event_not_found');
      else send(200, { event_id: id, timestamp: Date.now(), identification: { confidence: { score: 1 } } });
    });
  }

  static async start(): Promise<Api> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Api(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Waits until it has so many more lookups that it does not answer. */
  async holds(count: number): Promise<void> {
    const until = this.#held + count;
    while (this.#held < until) await once(this.#server, 'held');
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const ids = (count: number, kind = 'event') =>
  Array.from({ length: count }, () => `${kind}${randomUUID().slice(0, 20)}`);
const all = <T>(items: readonly T[], count: number) => Array.from({ length: count }, () => items).flat();
const FLOOD = '198.51.100.1';
const HONEST = '203.0.113.1';
/** So slow that nothing is added while a test runs. */
const PER_SECOND = 0.001;

describeWith(redisProgram, 'four processes with one budget over Redis', (program) => {
  let redis: RedisServer;
  let line: SlowLine;
  let api: Api;
  let instances: Instance[];
  const start = () => Instance.start({ redisUrl: redis.url, baseUrl: api.url });
  beforeAll(async () => {
    [redis, api] = await Promise.all([RedisServer.start(program), Api.start()]);
    line = await SlowLine.start(redis.port);
    instances = await Promise.all(Array.from({ length: 4 }, start));
  });
  afterAll(async () => {
    await Promise.all(instances.map((instance) => instance.kill()));
    line.close();
    api.close();
    await redis.kill();
  });

  /** Makes every instance begin with a new account. */
  async function openAll(options: object = {}): Promise<string> {
    const apiKey = randomUUID();
    instances = await Promise.all(instances.map((instance) => (instance.isGone ? start() : instance)));
    await Promise.all(instances.map((instance) => instance.tell('open', { apiKey, ...options })));
    return apiKey;
  }

  /** A machine that was too busy for Redis's answers shows nothing: the same is tried once more, with another account. */
  async function surely(attempt: () => Promise<void>, attempts = 5): Promise<void> {
    try {
      return await attempt();
    } catch (error) {
      const alive = instances.filter(({ isGone }) => !isGone);
      const unsure = await Promise.all(alive.map((instance) => instance.tell('unsure')));
      if (attempts === 1 || unsure.every((count) => count === 0)) throw error;
    }
    return surely(attempt, attempts - 1);
  }

  test('take no more turns together than there are, and no fewer', () =>
    surely(async () => {
      const apiKey = await openAll({ perSecond: PER_SECOND, burst: 30 });
      const checked = await Promise.all(instances.map((instance) => instance.check(ids(10), HONEST)));
      const rules = checked.flatMap((each) => each.rules).sort();
      expect(rules).toEqual([...all(['found'], 30), ...all(['over-budget'], 10)]);
      expect(api.asked.get(apiKey)).toBe(30);
    }));

  test('refuse a flood on the instance that it has not reached yet, and serve the honest there', () =>
    surely(async () => {
      const apiKey = await openAll({ perSecond: PER_SECOND, burst: 12 });
      const [last, ...others] = [...instances].reverse();
      await Promise.all(others.map((instance) => instance.check(ids(3, 'forged'), FLOOD)));
      await Promise.all(others.map((instance) => instance.tell('learnt', { count: 3 })));
      // A third of the turns is left: that is short.
      expect((await last?.check(ids(3, 'forged'), FLOOD))?.rules).toEqual(all(['lookup-limit'], 3));
      expect(api.asked.get(apiKey)).toBe(9);
      expect((await last?.check(ids(3), HONEST))?.rules).toEqual(all(['found'], 3));
    }));

  test('pause all for the 429 of one, and nobody with another key', () =>
    surely(async () => {
      const [first, second, third, fourth] = instances;
      const limited = await openAll();
      const valid = randomUUID();
      await fourth?.tell('open', { apiKey: valid });
      api.limited.add(limited);
      expect((await first?.check(ids(1), HONEST))?.rules).toEqual(['over-budget']);
      await first?.tell('learnt', { count: 1 });
      const asked = api.asked.get(limited);
      for (const instance of [second, third])
        expect((await instance?.check(ids(5), HONEST))?.rules).toEqual(all(['over-budget'], 5));
      expect(api.asked.get(limited)).toBe(asked);
      expect((await fourth?.check(ids(5), HONEST))?.rules).toEqual(all(['found'], 5));
    }));

  test('that have a key which was rotated leave those with the new one alone', () =>
    surely(async () => {
      const [first, second, ...renewed] = instances;
      const old = await openAll({ perSecond: PER_SECOND, burst: 8 });
      expect((await first?.check(ids(2), HONEST))?.rules).toEqual(all(['found'], 2));
      api.revoked.add(old);
      const apiKey = randomUUID();
      for (const instance of renewed)
        await instance.tell('open', { apiKey, perSecond: PER_SECOND, burst: 8 });
      const refused = await second?.check(ids(6), HONEST);
      // Whoever rotates a key without the instances lets requests pass, as the preset says; no client can.
      expect(refused).toMatchObject({ rules: all(['refused'], 6), failedOpen: 6 });
      // The old key's turns are used up.
      expect((await first?.check(ids(1), HONEST))?.rules).toEqual(['over-budget']);
      const checked = await Promise.all(renewed.map((instance) => instance.check(ids(4), HONEST)));
      expect(checked.flatMap(({ rules }) => rules)).toEqual(all(['found'], 8));
    }));

  /** Makes every instance begin behind a line that becomes slow once all know how many they are. */
  async function openSlow(delayMs: number, options: object): Promise<string> {
    line.delayMs = 0;
    const apiKey = await openAll({ perSecond: PER_SECOND, burst: 24, redisPort: line.port, ...options });
    for (let round = 0; round < 2; round++)
      for (const instance of instances) await instance.check(ids(1), HONEST);
    line.delayMs = delayMs;
    return apiKey;
  }
  const checkAll = async (idsOf: () => readonly string[]) => {
    const checked = await Promise.all(instances.map((instance) => instance.check(idsOf(), HONEST)));
    for (const { tookMs } of checked) expect(tookMs).toBeLessThan(2000);
    return {
      passed: checked.flatMap(({ passed }) => passed).sort(),
      rules: checked.flatMap(({ rules }) => rules).sort(),
      failedOpen: checked.reduce((sum, { failedOpen }) => sum + failedOpen, 0),
    };
  };

  const STRICT = { 'replay-store-unavailable': 'deny' };

  test.each([
    { delayMs: 40, turnsWithinMs: 90 },
    { delayMs: 70, turnsWithinMs: 50 },
  ])('let an ID through once, and the honest, while Redis takes $delayMs ms', ({ delayMs, turnsWithinMs }) =>
    surely(async () => {
      const claims = { timeoutMs: 150 };
      const apiKey = await openSlow(delayMs, { timeoutMs: turnsWithinMs, claims, rules: STRICT });
      const stolen = ids(1);
      const { passed, rules } = await checkAll(() => stolen);
      expect(passed).toEqual(stolen);
      expect(rules).toEqual(['found', ...all(['reused-event'], 3)]);
      const honest = await checkAll(() => ids(5));
      expect(honest.rules).toEqual([...all(['found'], 12), ...all(['over-budget'], 8)]);
      expect(honest).toMatchObject({ passed: { length: 12 }, failedOpen: 0 });
      expect(api.asked.get(apiKey)).toBe(24);
    }),
  );

  test('let no ID through twice while Redis takes longer than a claim may, unless the policy does', () =>
    surely(async () => {
      const apiKey = await openSlow(150, { claims: {}, rules: STRICT });
      const stolen = ids(1);
      const { passed, failedOpen } = await checkAll(() => all(stolen, 2));
      expect(passed.length).toBeLessThanOrEqual(1);
      expect(failedOpen).toBe(0);
      await checkAll(() => ids(5));
      expect(api.asked.get(apiKey)).toBe(24);

      await openSlow(150, { claims: {} });
      const again = ids(1);
      const open = await checkAll(() => all(again, 2));
      // Once for each process.
      expect(open).toMatchObject({ passed: all(again, 4), failedOpen: 4 });
      expect((await checkAll(() => again)).passed).toEqual([]);
      expect((await checkAll(() => ids(2))).passed).toHaveLength(8);
    }));

  test('keep to a quarter each while Redis does not answer, and nothing fails open', () =>
    surely(async () => {
      const apiKey = await openAll({ perSecond: PER_SECOND, burst: 40 });
      // By the second round each of them knows how many they are.
      for (let round = 0; round < 2; round++)
        for (const instance of instances) await instance.check(ids(1), HONEST);
      redis.stop();
      try {
        const checked = await Promise.all(instances.map((instance) => instance.check(ids(12), HONEST)));
        for (const { rules, failedOpen, tookMs } of checked) {
          // Each has had two of its ten.
          expect(rules.sort()).toEqual([...all(['found'], 8), ...all(['over-budget'], 4)]);
          expect(failedOpen).toBe(0);
          expect(tookMs).toBeLessThan(2000);
        }
        expect(api.asked.get(apiKey)).toBe(40);
      } finally {
        redis.goOn();
      }
    }));

  test('go on without an instance that dies in the middle of its lookups: its turns are spent, no others', () =>
    surely(async () => {
      const apiKey = await openAll({ perSecond: PER_SECOND, burst: 12 });
      const [dying, ...others] = instances;
      const holds = api.holds(5);
      const held = dying?.check(ids(5, 'held'), HONEST).catch(() => 'died');
      await Promise.race([holds, held]);
      expect(await dying?.tell('unsure')).toBe(0);
      await dying?.kill();
      expect(await held).toBe('died');
      const checked = await Promise.all(others.map((instance) => instance.check(ids(4), HONEST)));
      expect(checked.flatMap(({ rules }) => rules).sort()).toEqual([
        ...all(['found'], 7),
        ...all(['over-budget'], 5),
      ]);
      expect(api.asked.get(apiKey)).toBe(12);
    }));

  test('let through the retry of a visitor whose lookup was under way when an instance died, once', () =>
    surely(async () => {
      await openAll({ perSecond: PER_SECOND, burst: 12, claims: {} });
      const [dying, ...others] = instances;
      const [id = ''] = ids(1, 'late');
      const holds = api.holds(1);
      const held = dying?.check([id], HONEST).catch(() => 'died');
      await Promise.race([holds, held]);
      expect(await dying?.tell('unsure')).toBe(0);
      await dying?.kill();
      expect(await held).toBe('died');
      const checked = await Promise.all(others.map((instance) => instance.check([id], HONEST)));
      expect(checked.flatMap(({ passed }) => passed)).toEqual([id]);
      for (const instance of others)
        expect(await instance.check([id], HONEST)).toMatchObject({ rules: ['reused-event'], passed: [] });
    }));
});
