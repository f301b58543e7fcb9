// Costs without a network: evaluations of a policy, and the memory of a claim.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createMemoryReplayStore, definePolicy, evaluatePolicy } from '@fingerprint-guard/core';
import { spread } from './measure.mjs';
import { instrumentedChecks } from './otel.mjs';
import { range, whole } from './print.mjs';
import { VISIT } from './visit.mjs';

/** Evaluations, claims, and what OpenTelemetry adds to a check. */
export async function measure({ rounds, count }) {
  const measured = {
    evaluationsPerSecond: evaluationsPerSecond(rounds),
    evaluationBytes: await evaluationBytes(),
    claim: await claims(),
  };
  const { claim } = measured;
  console.log(
    `\nevaluations of 'recommended' a second: ${range(measured.evaluationsPerSecond)}; ${whole(measured.evaluationBytes)} bytes each`,
  );
  console.log(
    `a claim in memory: ${whole(claim.bytes)} bytes; a claim and a check of it: ${whole(claim.claimAndCheckUs)} µs`,
  );
  const otel = await instrumentedChecks(rounds, count * 20);
  console.log(
    `OpenTelemetry adds to a check, CPU: ${range(otel.withoutSdkUs)} µs without an SDK, ${range(otel.withSdkUs)} µs with one`,
  );
  return { ...measured, otel };
}

/** Bytes that an evaluation allocates, in a process of its own: what ran before decides how the engine compiles it. */
async function evaluationBytes() {
  const child = fork(new URL('evaluation-bytes.mjs', import.meta.url), { execArgv: ['--expose-gc'] });
  const [bytes] = await once(child, 'message');
  return bytes;
}

/** Evaluations of `recommended` a second, with every signal present. */
function evaluationsPerSecond(rounds) {
  const policy = definePolicy({ extends: 'recommended' });
  const { action, unknown } = evaluatePolicy(policy, VISIT);
  if (action !== 'allow' || unknown.length > 0) throw new Error(`not all is known: ${unknown.join(', ')}`);
  const count = 100_000;
  const rates = [];
  for (let round = 0; round <= rounds; round++) {
    const start = process.hrtime.bigint();
    for (let run = 0; run < count; run++) evaluatePolicy(policy, VISIT);
    rates.push(count / (Number(process.hrtime.bigint() - start) / 1e9));
  }
  return spread(rates.slice(1));
}

/** Bytes and microseconds of a claim, with so many of them alive. */
export async function claims(count = 1_000_000) {
  const store = createMemoryReplayStore({ maxClaims: 2_000_000 });
  const key = (index) => `guard:1763800${String(index).padStart(6, '0')}.NLOjmg`;
  const before = settledMemory();
  const start = process.hrtime.bigint();
  for (let index = 0; index < count; index++) await store.claim(key(index), 660_000);
  for (let index = 0; index < count; index++) await store.claim(key(index), 660_000);
  const us = Number(process.hrtime.bigint() - start) / 1000 / count;
  const after = settledMemory();
  const bytes = (after.heapUsed + after.external - before.heapUsed - before.external) / count;
  if (await store.claim(key(0), 1)) throw new Error('the store forgot a live claim');
  return { bytes, claimAndCheckUs: us };
}

/** Memory in use: the second collection waits for what the first one left to another thread to free. */
function settledMemory() {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage();
}
