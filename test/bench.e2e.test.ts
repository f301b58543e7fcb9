import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { redisProgram } from './redis/redis-server.js';
import { startChild } from './support/child.js';
import { describeWith } from './support/requirements.js';

// It measures for seconds, and for longer beside other tests.
jest.setTimeout(120_000);

const number = expect.any(Number);
const SPREAD = { min: number, median: number, max: number };

const script = fileURLToPath(new URL('bench/run.mjs', import.meta.url));

describe('the bench, in short', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fingerprint-guard-bench-'));
  const file = join(folder, 'bench.json');
  let printed: string;

  beforeAll(async () => {
    const line = ['tail', '--rounds', '1', 'policy', 'cpu', '--count', '20', 'sealed', '--json', file];
    const args = ['--expose-gc', script, ...line];
    const child = startChild(process.execPath, args, { NODE_OPTIONS: '' });
    const code = await child.exited;
    printed = child.output();
    if (code !== 0) throw new Error(`the bench ended with ${code}:\n${printed}`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const parts = () => JSON.parse(readFileSync(file, 'utf8')).parts;

  test('measures the parts that are named, in any order, with options between them', () => {
    const results = JSON.parse(readFileSync(file, 'utf8'));
    expect(Object.keys(results.parts)).toEqual(['cpu', 'sealed', 'policy', 'tail']);
    expect(results.rounds).toEqual({ cpu: 1, sealed: 1, policy: 1, tail: 1 });
    expect(results.command).toMatch(/^npm run bench -- tail --rounds 1 policy cpu --count 20 sealed --json /);
  });

  test('prints a table and writes what it measured', () => {
    const { cpu, sealed, policy, tail } = parts();
    for (const inFlight of ['1', '50']) {
      const names = cpu[inFlight].map(({ name }: { name: string }) => name);
      expect(names).toEqual([
        'dispatch',
        'dispatch and JSON.parse',
        'guard.check',
        'SDK v7 getEvent',
        'SDK v6 getEvent',
      ]);
      for (const { name } of cpu[inFlight]) expect(printed).toContain(name);
      const ofSealed = sealed[inFlight].map(({ name }: { name: string }) => name);
      expect(ofSealed).toEqual(['guard.check', 'SDK v7 unseal']);
    }
    expect(policy.evaluationsPerSecond.median).toBeGreaterThan(0);
    expect(policy.otel).toEqual({ withoutSdkUs: SPREAD, withSdkUs: SPREAD });
    expect(Object.keys(tail)).toEqual(['guard', 'guard with hedge']);
  });

  test('an evaluation allocates its decision, and hardly more', () => {
    const { evaluationBytes } = parts().policy;
    // A decision of no reasons: 18 fields, 4 lists and 2 times, which are boxed, take about 330.
    expect(evaluationBytes).toBeLessThan(440);
  });

  test('a million live claims take at most 100 bytes each', () => {
    const { claim } = parts().policy;
    expect(claim.bytes).toBeLessThanOrEqual(100);
  });
});

describeWith(redisProgram, 'the bench of several instances, in short', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fingerprint-guard-bench-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const file = join(folder, 'bench.json');
  const costs = join(folder, 'costs.json');

  beforeAll(async () => {
    const line = ['--instances', '1', 'sealed', '--rounds', '1', 'instances', '--count', '20'];
    const args = ['--expose-gc', script, ...line, '--json', file, '--costs', costs];
    const child = startChild(process.execPath, args, { NODE_OPTIONS: '' });
    if ((await child.exited) !== 0) throw new Error(child.output());
  });

  test('compares what instances share with the SDK, beside other parts', () => {
    const { sealed, instances } = JSON.parse(readFileSync(file, 'utf8')).parts;
    expect(Object.keys(sealed)).toEqual(['1', '50']);
    expect(instances).toMatchObject({ processes: 1, inFlight: 25 });
    const kept = JSON.parse(readFileSync(new URL('bench/costs.json', import.meta.url), 'utf8'));
    const names = instances.compared.map(({ name }: { name: string }) => name);
    expect(names).toEqual([...Object.keys(kept.instances), 'SDK v7 getEvent']);
    const [alone, ...others] = instances.compared;
    const one = { min: 1, median: 1, max: 1 };
    expect(alone).toMatchObject({ found: one, wallRatio: one, cpuRatio: one });
    for (const other of others)
      expect(other).toMatchObject({ perSecond: SPREAD, wallRatio: SPREAD, cpuRatio: SPREAD });
    // The SDK retrieved every event.
    expect(others.at(-1)).toMatchObject({ found: one });
    const ratio = alone.perSecond.median / others.at(-1).perSecond.median;
    expect(others.at(-1).wallRatio.median).toBeCloseTo(ratio);
  });

  test('writes what docs/scale.md is computed from', () => {
    const keysOf = (value: unknown): unknown =>
      value !== null && typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, keysOf(inner)]))
        : typeof value;
    const kept = readFileSync(new URL('bench/costs.json', import.meta.url), 'utf8');
    expect(keysOf(JSON.parse(readFileSync(costs, 'utf8')))).toEqual(keysOf(JSON.parse(kept)));
  });
});

test.each([
  [
    'cpu',
    'cpus',
    'no part of the bench is named cpus; there are cpu, sealed, policy, round-trips, tail, instances',
  ],
  ['tail', '--rounds=0', "--rounds takes a whole number from 1, not '0'"],
  ['tail', '--round=5', "Unknown option '--round'"],
])('of %s %s, it says what it cannot measure, and builds nothing', async (...line) => {
  const [part, other, message] = line;
  const command = fileURLToPath(new URL('../scripts/bench.mjs', import.meta.url));
  // No tool of a build is on this path.
  const child = startChild(process.execPath, [command, part, other], { NODE_OPTIONS: '', PATH: '' });
  expect(await child.exited).toBe(2);
  expect(child.output()).toContain(message);
});
