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

describe('the bench, in short', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fingerprint-guard-bench-'));
  const file = join(folder, 'bench.json');
  let printed: string;

  beforeAll(async () => {
    const script = fileURLToPath(new URL('bench/run.mjs', import.meta.url));
    const short = ['--rounds', '1', '--count', '20', '--json', file];
    const args = ['--expose-gc', script, 'cpu', 'sealed', 'policy', 'tail', ...short];
    const child = startChild(process.execPath, args, { NODE_OPTIONS: '' });
    const code = await child.exited;
    printed = child.output();
    if (code !== 0) throw new Error(`the bench ended with ${code}:\n${printed}`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('prints a table and writes what it measured', () => {
    const results = JSON.parse(readFileSync(file, 'utf8'));
    for (const inFlight of ['1', '50']) {
      const names = results.inFlight[inFlight].map(({ name }: { name: string }) => name);
      expect(names).toEqual([
        'dispatch',
        'dispatch and JSON.parse',
        'guard.check',
        'SDK v7 getEvent',
        'SDK v6 getEvent',
      ]);
      for (const { name } of results.inFlight[inFlight]) expect(printed).toContain(name);
      const sealed = results.sealed[inFlight].map(({ name }: { name: string }) => name);
      expect(sealed).toEqual(['guard.check', 'SDK v7 unseal']);
    }
    expect(results.evaluationsPerSecond.median).toBeGreaterThan(0);
    expect(results.otel).toEqual({ withoutSdkUs: SPREAD, withSdkUs: SPREAD });
    expect(Object.keys(results.tail)).toEqual(['guard', 'guard with hedge']);
  });

  test('an evaluation allocates its decision, and hardly more', () => {
    const { evaluationBytes } = JSON.parse(readFileSync(file, 'utf8'));
    // A decision of no reasons: 18 fields, 4 lists and 2 times, which are boxed, take about 330.
    expect(evaluationBytes).toBeLessThan(440);
  });

  test('a million live claims take at most 100 bytes each', () => {
    const { claim } = JSON.parse(readFileSync(file, 'utf8'));
    expect(claim.bytes).toBeLessThanOrEqual(100);
  });
});

describeWith(redisProgram, 'the bench of several instances, in short', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fingerprint-guard-bench-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('writes what docs/scale.md is computed from', async () => {
    const file = join(folder, 'costs.json');
    const script = fileURLToPath(new URL('bench/instances.mjs', import.meta.url));
    const short = ['--instances', '1', '--rounds', '1', '--count', '20', '--json', file];
    const args = ['--expose-gc', script, ...short];
    const child = startChild(process.execPath, args, { NODE_OPTIONS: '' });
    if ((await child.exited) !== 0) throw new Error(child.output());
    const keysOf = (value: unknown): unknown =>
      value !== null && typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, keysOf(inner)]))
        : typeof value;
    const kept = readFileSync(new URL('bench/costs.json', import.meta.url), 'utf8');
    expect(keysOf(JSON.parse(readFileSync(file, 'utf8')))).toEqual(keysOf(JSON.parse(kept)));
  });
});
