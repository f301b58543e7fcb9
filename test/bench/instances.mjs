// The cost of several instances to each other, the API and Redis, beside as many processes with the SDK; and the unit
// costs that docs/scale.md is computed from.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createFingerprintGuard, createMemoryEventCache } from '@fingerprint-guard/core';
import { nextDelivery, SECRET } from './delivery.mjs';
import { interleave, ratio, spread, spreads } from './measure.mjs';
import { OwnRedis } from './own-redis.mjs';
import { claims } from './policy.mjs';
import { printTable, range, whole } from './print.mjs';
import { redisCommands } from './redis-commands.mjs';
import { nextSealed, sealedCheck } from './sealed.mjs';
import { nextId } from './subjects.mjs';

const IN_FLIGHT = 25;

/** The rows of the comparison, and the unit costs. */
export async function measure({ rounds, count, instances }) {
  const redis = await OwnRedis.start();
  const server = fork(new URL('server.mjs', import.meta.url));
  try {
    const [{ port }] = await once(server, 'message');
    return await measureAll({ redis, baseUrl: `http://127.0.0.1:${port}`, rounds, count, instances });
  } finally {
    server.disconnect();
    redis.end();
  }
}

async function measureAll(run) {
  const { compared, costs: instances, bytes: ownProcess } = await compareInstances(run);
  const ways = await compareWays(run);
  const { redisUs, bytes: inRedis } = await redisCommands(run.redis, run);
  printTable(
    'CPU µs: of a check by where its event comes from, and of Redis for a command',
    { ...ways, ...redisUs },
    (own) => range(own),
  );
  const bytes = {
    ...inRedis,
    ownProcess,
    ownClaim: (await claims(1000 * run.count)).bytes,
    ownEvent: await keptEventBytes(run),
  };
  console.log(
    `bytes in Redis: ${whole(bytes.claim)} a claim, ${whole(bytes.event)} an event, ${whole(bytes.client)} a client; in a process: ${whole(bytes.ownClaim)} a claim, ${whole(bytes.ownEvent)} an event, ${whole(bytes.ownProcess)} of its own`,
  );
  return {
    processes: run.instances,
    inFlight: IN_FLIGHT,
    compared,
    costs: { instances, ways, redisUs, bytes },
  };
}

/** Runs concurrent instances that share more and more, and the SDK in place of their checks. */
async function compareInstances({ redis, baseUrl, rounds, count, instances }) {
  const told = JSON.stringify({ redisUrl: `redis://127.0.0.1:${redis.port}`, baseUrl });
  const workers = Array.from({ length: instances }, () =>
    fork(new URL('instances-worker.mjs', import.meta.url), [told]),
  );
  const [[{ kinds, base, sdk, bytes }]] = await Promise.all(workers.map((worker) => once(worker, 'message')));
  const samples = Object.fromEntries(kinds.map((kind) => [kind, []]));
  for (let round = -1; round < rounds; round++) {
    for (let turn = 0; turn < kinds.length; turn++) {
      const kind = kinds[(turn + round + 1) % kinds.length];
      const [cpuBefore, scriptsBefore] = [await redis.cpuUs(), await redis.scriptsRun()];
      const results = await Promise.all(
        workers.map(async (worker) => {
          worker.send({ kind, count, inFlight: IN_FLIGHT });
          const [result] = await once(worker, 'message');
          return result;
        }),
      );
      const calls = instances * count;
      const sample = {
        cpuUs: results.reduce((sum, { cpuUs }) => sum + cpuUs, 0) / instances,
        redisUs: ((await redis.cpuUs()) - cpuBefore) / calls,
        scripts: ((await redis.scriptsRun()) - scriptsBefore) / calls,
        perSecond: calls / (Math.max(...results.map(({ wallMs }) => wallMs)) / 1000),
        found: results.reduce((sum, { found }) => sum + found, 0) / calls,
      };
      // The first round warms up.
      if (round >= 0) samples[kind].push(sample);
    }
  }
  for (const worker of workers) worker.disconnect();
  const compared = Object.entries(samples).map(([name, own]) => ({
    name,
    ...spreads(own),
    wallRatio: ratio(samples[base], own, 'perSecond'),
    cpuRatio: ratio(own, samples[base], 'cpuUs'),
  }));
  printTable(
    `${instances} instances at once, ${IN_FLIGHT} calls in flight each, by what they share in Redis: median (min–max) a call; × is against '${base}', round by round`,
    Object.fromEntries(compared.map((row) => [row.name, row])),
    ({ perSecond, wallRatio, cpuUs, cpuRatio, redisUs, scripts }) => ({
      'calls a second, all': range(perSecond),
      'wall ×': range(wallRatio),
      'CPU µs': range(cpuUs),
      'CPU ×': range(cpuRatio),
      "Redis's CPU µs": range(redisUs),
      scripts: range(scripts),
    }),
  );
  const { [sdk]: _, ...checks } = samples;
  const costs = Object.fromEntries(Object.entries(checks).map(([kind, own]) => [kind, spreads(own)]));
  return { compared, costs, bytes };
}

/** CPU of a check in a process, by the way that its event comes. */
async function compareWays({ baseUrl, rounds, count }) {
  const cpuOf = async (subject, next) => {
    const { check } = await interleave({ check: subject }, next, { rounds, count, inFlight: 50 });
    await subject.close();
    return spread(check.map(({ cpuUs }) => cpuUs));
  };
  return {
    sealed: await cpuOf(sealedCheck(), nextSealed),
    webhook: await cpuOf(delivered(baseUrl), nextDelivery),
  };
}

/** An event that a webhook delivers, and the check of it. */
function delivered(baseUrl) {
  const guard = createFingerprintGuard({ apiKey: 'bench', baseUrl, logger: false });
  const receive = guard.createWebhookReceiver({ secrets: SECRET });
  const run = async ({ eventId, body, signature }) => {
    await receive({ body, signature });
    const request = { method: 'POST', url: '/login', headers: {}, body: { eventId }, ip: '203.0.113.24' };
    const { source } = await guard.check(request);
    if (source !== 'cache') throw new Error('the delivery was not used');
  };
  return { run, close: () => guard.close() };
}

/** Bytes of an event that a process keeps by itself. */
async function keptEventBytes({ baseUrl, count }) {
  const number = 2 * count;
  const cache = createMemoryEventCache({ maxEvents: 2 * number });
  const inUse = () => {
    globalThis.gc?.();
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const guard = createFingerprintGuard({ apiKey: 'bench', baseUrl, logger: false, cache });
  const check = () =>
    guard.check({ method: 'POST', url: '/login', headers: {}, body: { eventId: nextId() } });
  await check();
  const before = inUse();
  for (let index = 0; index < number; index++) await check();
  const bytes = (inUse() - before) / number;
  await guard.close();
  return bytes;
}
