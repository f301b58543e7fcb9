// The wait for an API of which a few answers are slow, with and without a second request.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { spreads } from './measure.mjs';
import { printTable, range } from './print.mjs';
import { nextId } from './subjects.mjs';

/** A check begins this often, however long those before it take. In ms. */
const EVERY_MS = 4;

/** A slow answer comes before silence is in doubt, so that nothing but a hedge adds calls. */
const deadlineMs = 4000;

const SUBJECTS = { guard: { deadlineMs }, 'guard with hedge': { deadlineMs, hedge: true } };

/** Makes `count` checks of each guard in turn in each round; gives the spread of what was measured in the rounds. */
export async function measure({ rounds, count }) {
  const server = fork(new URL('tail-server.mjs', import.meta.url));
  const [{ port }] = await once(server, 'message');
  const requests = async () => {
    server.send('requests');
    return (await once(server, 'message'))[0].requests;
  };
  const baseUrl = `http://127.0.0.1:${port}`;
  const guards = Object.entries(SUBJECTS).map(([name, options]) => {
    const guard = createFingerprintGuard({ apiKey: 'bench', baseUrl, logger: false, ...options });
    return { name, guard, rows: [] };
  });
  for (let round = -1; round < rounds; round++) {
    for (const { guard, rows } of round % 2 ? guards : [...guards].reverse()) {
      const before = await requests();
      const waits = await waitsOf(guard, count);
      const row = { ...summary(waits), callsPerLookup: ((await requests()) - before) / count };
      // The first round warms up.
      if (round >= 0) rows.push(row);
    }
  }
  await Promise.all(guards.map(({ guard }) => guard.close()));
  server.disconnect();
  const waits = Object.fromEntries(guards.map(({ name, rows }) => [name, spreads(rows)]));
  printTable(
    'an API of which 2% of the answers take a second: median (min–max) of the rounds',
    waits,
    ({ medianMs, p95Ms, p99Ms, meanMs, callsPerLookup }) => ({
      'median, ms': range(medianMs),
      'p95, ms': range(p95Ms),
      'p99, ms': range(p99Ms),
      'mean, ms': range(meanMs),
      'calls a lookup': range(callsPerLookup, (calls) => calls.toFixed(3)),
    }),
  );
  return waits;
}

/** The wait of each check, ms. */
async function waitsOf(guard, count) {
  const begin = performance.now();
  const checks = [];
  while (checks.length < count) {
    await sleep(begin + checks.length * EVERY_MS - performance.now());
    checks.push(waitOf(guard, nextId()));
  }
  return Promise.all(checks);
}

async function waitOf(guard, eventId) {
  const start = performance.now();
  const { signals } = await guard.check({ method: 'POST', url: '/login', headers: {}, body: { eventId } });
  if (signals.lookup !== 'found') throw new Error(`a lookup ended as ${signals.lookup}`);
  return performance.now() - start;
}

function summary(waits) {
  const sorted = waits.sort((a, b) => a - b);
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))];
  const meanMs = sorted.reduce((sum, wait) => sum + wait, 0) / sorted.length;
  return { medianMs: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), meanMs };
}
