import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { budgetRates } from './model.js';
import { type Simulated, simulate } from './simulation.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const world = (instances: number, loginsPerSecond: number, more: Partial<Simulated> = {}): Simulated => ({
  instances,
  loginsPerSecond,
  limitPerSecond: 5,
  seconds: 4,
  budget: 'shared',
  ...more,
});

describe('instances that share a budget', () => {
  test.each<[number, number, Partial<Simulated>]>([
    [1, 10, {}],
    [10, 10, {}],
    [1, 1000, { seconds: 1 }],
    [10, 1000, { seconds: 1 }],
    [10, 1000, { seconds: 1, limitPerSecond: 1000 }],
    [1000, 1000, { seconds: 1 }],
    [1000, 1000, { seconds: 1, limitPerSecond: 500 }],
    [1000, 100_000, { seconds: 0.1, limitPerSecond: 500 }],
  ])('%d at %d logins a second (%j) do what docs/scale.md computes', async (instances, logins, more) => {
    const load = world(instances, logins, more);
    const simulated = await simulate(load);
    const { lookups, turns, reports } = budgetRates(load);
    expect(simulated.asked / lookups).toBeGreaterThan(0.9);
    expect(simulated.asked / lookups).toBeLessThan(1.1);
    expect(simulated.limited).toBeLessThanOrEqual(lookups * 0.02);
    expect(simulated.turns / turns).toBeGreaterThan(0.5);
    expect(simulated.turns / turns).toBeLessThan(1.1);
    expect(simulated.reports / reports).toBeGreaterThan(0.5);
    expect(simulated.reports / reports).toBeLessThan(1.1);
  });
});

describe('a thousand instances at 1000 logins a second, with 5 lookups a second', () => {
  test.each<[Simulated['budget'], number, number]>([
    ['shared', 0, 0.02],
    ['of each', 0.9, 1],
  ])('and a budget %s meet a 429 this often: %d to %d', async (budget, least, most) => {
    const { asked, limited, served } = await simulate(world(1000, 1000, { seconds: 1, budget }));
    expect(limited / asked).toBeGreaterThanOrEqual(least);
    expect(limited / asked).toBeLessThanOrEqual(most);
    expect(served).toBeGreaterThanOrEqual(4);
  });
});
