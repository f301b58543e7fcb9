import { createMemoryEventCache, createMemoryReplayStore } from '../../packages/core/src/index.js';
import { BURST_SECONDS, KEPT_S, type Load, OWN_CLAIMS, OWN_EVENTS, WAIT_FOR_REQUEST_S } from './model.js';
import { SimulatedApi } from './simulated-api.js';
import { type InstanceParts, type Outcome, SimulatedInstance } from './simulated-instance.js';
import { SimulatedRedis } from './simulated-redis.js';
import { SimulatedTime } from './simulated-time.js';

export interface Simulated extends Load {
  limitPerSecond: number;
  /** The time that passes before anything is counted, s. */
  warmUpS: number;
  /** The time that is counted, once for each seed, s. */
  seconds: number;
  seeds: readonly number[];
  /**
   * What happens to Redis after that, and for how long, s. It comes when it is worst: each instance has asked the budget
   * once, and all have had the time to save up their shares.
   */
  outage?: { how: 'refuses' | 'hangs'; seconds: number } | undefined;
  /** Each instance has a budget of its own, which follows the API's answers. */
  isUnshared?: boolean;
  /** The events that a process keeps by itself. @defaultValue as docs/scale.md advises */
  maxEvents?: number;
}

/** The share of logins that send the ID of an earlier one again. */
const REPEATED = 0.02;

/** It is one of so many. */
const RECENT = 20;

/** The time after an outage that is not counted, s. */
const RECOVERY_S = 1.2;

/** A delivery comes this long before its request, or after it if it is late, ms. */
const AHEAD_MS = 5;

/** Numbers between 0 and 1 that look random, and are the same each time. */
function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Lets instances check logins before an API that limits lookups, and counts what happens. */
export function simulate(world: Simulated) {
  // Logins of one step begin before any of them has its answer.
  const stepMs = world.loginsPerSecond > 10_000 ? 1 / 32 : 1;
  return SimulatedTime.run(stepMs, (time) => simulateOver(time, world, stepMs));
}

async function simulateOver(time: SimulatedTime, world: Simulated, stepMs: number) {
  const { way, loginsPerSecond, limitPerSecond, late = 0, outage } = world;
  let random = seeded(world.seeds[0] ?? 1);
  const api = new SimulatedApi(limitPerSecond, time.now);
  const redis = new SimulatedRedis(rateOf(limitPerSecond), world.instances, time.now);
  const stores = storesOf(world, redis, time.now);
  const instances: SimulatedInstance[] = [];
  const passes = new Passes();
  let issued = 0;
  let logins = 0;

  const anyInstance = () => Math.floor(random() * world.instances);
  const instanceOf = (number: number) => {
    instances[number] ??= new SimulatedInstance({ api, clock: time.now, ...stores() });
    return instances[number];
  };

  async function check(id: number, number = anyInstance()): Promise<void> {
    logins++;
    const instance = instanceOf(number);
    const outcome = await (way === 'sealed' ? instance.checkSealed(`${id}`) : instance.checkById(`${id}`));
    passes.add(id, number, outcome);
  }

  function deliver(id: number): void {
    void instanceOf(anyInstance()).deliver(`${id}`);
  }

  function logIn(): void {
    const isRepeated = random() < REPEATED && issued > RECENT;
    const id = isRepeated ? issued - Math.ceil(random() * RECENT) : issued++;
    const isLate = Math.floor((id + 1) * late) > Math.floor(id * late);
    const comesAhead = way === 'webhook' && !isRepeated && !isLate;
    if (comesAhead) deliver(id);
    if (comesAhead || isRepeated) setTimeout(() => void check(id), AHEAD_MS * random());
    else void check(id);
    if (way === 'webhook' && isLate && !isRepeated) setTimeout(() => deliver(id), AHEAD_MS);
  }

  async function run(seconds: number): Promise<void> {
    let due = random();
    await time.pass(seconds * 1000, () => {
      due += (loginsPerSecond * stepMs) / 1000;
      const isAny = due >= 1;
      for (; due >= 1; due--) logIn();
      return isAny;
    });
  }

  async function count(seconds: number) {
    redis.restart();
    api.restart();
    passes.restart();
    logins = 0;
    await run(seconds);
    return { seconds, logins, passed: passes.count, ...api.counts, ...redis.commands };
  }

  await run(world.warmUpS);
  const counted = [];
  for (const seed of world.seeds) {
    random = seeded(seed);
    counted.push(await count(world.seconds));
  }
  if (outage) {
    for (let number = 0; number < world.instances; number++) void check(issued++, number);
    const saveUpS = Math.max(BURST_SECONDS, world.instances / limitPerSecond);
    await time.pass(saveUpS * 1000, () => false);
    redis.fail(outage.how);
  }
  const during = outage && (await count(outage.seconds));
  redis.recover();
  if (outage) await run(RECOVERY_S);
  const afterwards = outage && (await count(world.seconds));
  return { counted, during, afterwards, held: redis.held, passes };
}

const rateOf = (limitPerSecond: number) => ({
  perSecond: limitPerSecond,
  burst: limitPerSecond * BURST_SECONDS,
});

/** What an instance shares with the others, and what it has by itself. */
function storesOf(
  world: Simulated,
  redis: SimulatedRedis,
  clock: () => number,
): () => Omit<InstanceParts, 'api' | 'clock'> {
  const { way, instances, limitPerSecond, keptS = KEPT_S } = world;
  const { maxEvents = way === 'webhook' ? world.loginsPerSecond * WAIT_FOR_REQUEST_S : OWN_EVENTS } = world;
  const lives = { claimMs: keptS.claims * 1000, eventMs: keptS.events * 1000 };
  const ownCache = () => createMemoryEventCache({ maxEvents, now: clock });
  if (instances === 1) {
    // As many as a process holds, of claims that live shorter.
    const maxClaims = (OWN_CLAIMS * keptS.claims) / KEPT_S.claims;
    return () => ({
      budget: rateOf(limitPerSecond),
      replayStore: createMemoryReplayStore({ maxClaims, now: clock }),
      cache: ownCache(),
      ...lives,
    });
  }
  return () => ({
    budget: world.isUnshared ? undefined : redis.budget,
    replayStore: redis.replayStore,
    cache: way === 'webhook' ? redis.cache : ownCache(),
    ...lives,
  });
}

/** Counts the checks that passed, and those of one ID. */
class Passes {
  readonly #ofId = new Map<number, number>();
  readonly #withoutStore = new Set<string>();
  count = 0;
  /** How often the most frequent ID passed with the store's word. */
  mostOfOneId = 0;
  /** How often an ID passed on one instance without the store's word, after it had once. */
  againWithoutStore = 0;

  restart(): void {
    this.count = 0;
  }

  add(id: number, instance: number, outcome: Outcome): void {
    if (outcome === 'passed') {
      this.count++;
      const times = (this.#ofId.get(id) ?? 0) + 1;
      this.#ofId.set(id, times);
      this.mostOfOneId = Math.max(this.mostOfOneId, times);
    }
    if (outcome === 'passed without the store') {
      this.count++;
      const key = `${id} on ${instance}`;
      if (this.#withoutStore.has(key)) this.againWithoutStore++;
      this.#withoutStore.add(key);
    }
  }
}
