import { describe, expect, test } from '@jest/globals';
import {
  BURST_SECONDS,
  DEFAULT_LIMIT,
  firstToGiveWay,
  INSTANCES,
  LOGINS,
  rates,
  redisUse,
  type Way,
} from './model.js';
import { type Simulated, simulate } from './simulation.js';

/** What is documented is within this share of what is simulated, or within one. */
const TOLERANCE = 0.15;

function expectNear(simulated: number, documented: number): void {
  const most = Math.max(1, documented * TOLERANCE);
  expect(simulated).toBeGreaterThanOrEqual(documented - most);
  expect(simulated).toBeLessThanOrEqual(documented + most);
}

/** The time before anything is counted, and the time that is counted for each seed, s. */
type Times = Pick<Simulated, 'warmUpS' | 'seconds' | 'seeds'>;
const times = (warmUpS: number, seconds: number, ...seeds: number[]): Times => ({ warmUpS, seconds, seeds });

interface Case extends Pick<Simulated, 'way' | 'limitPerSecond' | 'late'>, Times {
  loginsPerSecond: number;
}

const [few, many, most] = LOGINS;
/** At the default limit, no turn comes in the time for which the most logins can be simulated. */
const HIGHER_LIMIT = 20 * DEFAULT_LIMIT;
/** Of deliveries, so many that half of the limit is used. */
const lateAt = (loginsPerSecond: number) => DEFAULT_LIMIT / loginsPerSecond / 2;

const CASES: Case[] = [
  { way: 'id', loginsPerSecond: few, limitPerSecond: DEFAULT_LIMIT, ...times(3.2, 6, 1, 2, 3) },
  { way: 'id', loginsPerSecond: many, limitPerSecond: DEFAULT_LIMIT, ...times(0.2, 0.6, 4, 5) },
  { way: 'id', loginsPerSecond: most, limitPerSecond: HIGHER_LIMIT, ...times(0.01, 0.11, 6) },
  { way: 'id', loginsPerSecond: few, limitPerSecond: few, ...times(1, 3, 1, 2, 3) },
  { way: 'id', loginsPerSecond: many, limitPerSecond: many, ...times(0.06, 0.24, 4, 5) },
  { way: 'id', loginsPerSecond: most, limitPerSecond: most, ...times(0.006, 0.003, 7, 8) },
  ...(['webhook', 'sealed'] as const).flatMap((way): Case[] => {
    const load = { way, limitPerSecond: DEFAULT_LIMIT };
    return [
      { ...load, loginsPerSecond: few, late: lateAt(few), ...times(1, 3, 1, 2, 3) },
      { ...load, loginsPerSecond: many, late: lateAt(many), ...times(0.06, 0.24, 4, 5) },
      { ...load, loginsPerSecond: most, ...times(0.006, 0.003, 7, 8) },
    ];
  }),
];

describe.each(INSTANCES)('%d instances do what docs/scale.md computes', (instances) => {
  test.each(CASES)('$loginsPerSecond logins a second, $way, $limitPerSecond lookups', async (given) => {
    // Nothing paces what one process does.
    const seconds = instances === 1 ? given.seconds / 4 : given.seconds;
    const world = { ...given, instances, seconds };
    const documented = rates(world);
    const { counted, passes } = await simulate(world);
    for (const { seconds, ...all } of counted) {
      expectNear(all.asked, documented.lookups * seconds);
      expectNear(all.claims, documented.claims * seconds);
      const { keepDelivered, readEvent, keepEvent } = documented;
      expectNear(all.events, (keepDelivered + readEvent + keepEvent) * seconds);
      expectNear(all.turns, documented.turn * seconds);
      // Reports are collected for longer than the most logins can be simulated.
      if (world.loginsPerSecond < most) expectNear(all.reports, documented.report * seconds);
      expect(all.limited).toBeLessThanOrEqual(all.asked * 0.02);
    }
    expect(passes.mostOfOneId).toBe(1);
  });
});

const at1000 = (way: Way, instances: number, more: Partial<Simulated> = {}): Simulated => ({
  way,
  instances,
  loginsPerSecond: many,
  limitPerSecond: DEFAULT_LIMIT,
  ...times(0.1, 0.4, 1),
  ...more,
});

describe('while Redis is down', () => {
  const outage = async (way: Way, instances: number, how: 'refuses' | 'hangs', seed: number) => {
    const seconds = 1;
    const loginsPerSecond = { id: Math.max(200, 1.2 * instances), webhook: 200, sealed: 400 }[way];
    const load = { loginsPerSecond, ...times(0.1, 0.2, seed) };
    const world = at1000(way, instances, { ...load, outage: { how, seconds } });
    const { during, afterwards, passes } = await simulate(world);
    if (!during || !afterwards) throw new Error('there was no outage');
    // A lookup at once on each instance, or the burst; then the rate, with the turns that were reserved ahead.
    const atOnce = Math.max(instances, DEFAULT_LIMIT * BURST_SECONDS);
    expect(during.asked).toBeLessThanOrEqual(atOnce + DEFAULT_LIMIT * (seconds + 1));
    expect(passes.mostOfOneId).toBe(1);
    expect(passes.againWithoutStore).toBe(0);
    expectNear(afterwards.asked, rates(world).lookups * world.seconds);
    expect(afterwards.turns > 0).toBe(way === 'id');
    return during;
  };

  test.each([
    ['refuses', 1],
    ['hangs', 2],
  ] as const)('ten instances share the limit; it %s (seed %d)', async (how, seed) => {
    const { asked } = await outage('id', 10, how, seed);
    expect(asked).toBeGreaterThanOrEqual(DEFAULT_LIMIT);
  });

  test('a thousand instances send a lookup each', async () => {
    const { asked, passed } = await outage('id', 1000, 'refuses', 3);
    expect(asked).toBeGreaterThan(600);
    expect(passed).toBeLessThan(DEFAULT_LIMIT * (BURST_SECONDS + 2));
  });

  test('deliveries are lost, so that each login needs a lookup', async () => {
    const { logins, asked, passed } = await outage('webhook', 10, 'refuses', 4);
    expect(asked).toBeGreaterThanOrEqual(DEFAULT_LIMIT);
    expect(passed).toBeLessThan(logins / 5);
  });

  test.each([
    ['refuses', 5],
    ['hangs', 6],
  ] as const)('sealed results need no lookup; it %s (seed %d)', async (how, seed) => {
    const { logins, asked, passed } = await outage('sealed', 10, how, seed);
    expect(asked).toBe(0);
    expect(passed).toBeGreaterThan(logins * 0.8);
  });
});

describe('memory is bounded', () => {
  /** Shorter lives, so that as many are held as ever will be. */
  const keptS = { claims: 0.22, events: 0.2 };

  test.each<[Way, number]>([
    ['id', 7],
    ['webhook', 8],
    ['sealed', 9],
  ])('in Redis: by %s (seed %d)', async (way, seed) => {
    const world = at1000(way, 10, { limitPerSecond: many, keptS, ...times(0.3, 0.3, seed, seed + 10) });
    const { held } = await simulate(world);
    const documented = redisUse(world).held;
    expectNear(held.claims, documented.claims);
    expectNear(held.events, documented.events);
  });

  test('in a process, whose claims are full beyond what docs/scale.md names', async () => {
    const world = at1000('sealed', 1, { loginsPerSecond: 3000, keptS, ...times(0.3, 0.3, 1, 2) });
    const { counted } = await simulate(world);
    const first = firstToGiveWay({ way: 'sealed', instances: 1, loginsPerSecond: 3000 });
    expect(first?.what).toBe('its claims');
    for (const { passed, seconds } of counted) expectNear(passed, (first?.at ?? 0) * seconds);
  });

  test('in a process, which forgets the deliveries that wait for longer than its events allow', async () => {
    const world = at1000('webhook', 1, { limitPerSecond: many });
    const [enough] = (await simulate(world)).counted;
    const [tooFew] = (await simulate({ ...world, maxEvents: 2 })).counted;
    expect(enough?.asked).toBe(0);
    expect(tooFew?.asked).toBeGreaterThan((many * world.seconds) / 3);
  });
});

test('a thousand instances without a shared budget meet a 429 for more than nine lookups in ten', async () => {
  const { counted } = await simulate(at1000('id', 1000, { isUnshared: true, ...times(0.1, 0.2, 1, 2) }));
  for (const { asked, limited } of counted) expect(limited / asked).toBeGreaterThan(0.9);
});
