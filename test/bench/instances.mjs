// The cost of several instances to each other, the API and Redis; and the unit costs that docs/scale.md is computed
// from.
import { fork, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { createFingerprintGuard, createMemoryEventCache, normalizeEvent } from '@fingerprint-guard/core';
import { createRedisBudget, createRedisEventCache, createRedisReplayStore } from '@fingerprint-guard/redis';
import { Redis } from 'ioredis';
import { nextDelivery, SECRET } from './delivery.mjs';
import { interleave, spread } from './measure.mjs';
import { claims } from './policy.mjs';
import { nextSealed, SEALED } from './sealed.mjs';
import { nextId } from './subjects.mjs';

const { values } = parseArgs({
  options: {
    instances: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    count: { type: 'string', default: '1000' },
    json: { type: 'string', default: 'test/bench/costs.json' },
  },
});
const rounds = Number(values.rounds);
const count = Number(values.count);
const INSTANCES = Number(values.instances);
const IN_FLIGHT = 25;

const port = await freePort();
const redis = spawn(
  'redis-server',
  ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()].map(String),
  { stdio: 'ignore' },
);
redis.on('error', () => {
  console.error('This bench needs redis-server on the path: apt-get install redis-server.');
  process.exit(1);
});
const admin = new Redis(port, '127.0.0.1', { retryStrategy: () => 50 });
admin.on('error', () => undefined);
await admin.ping();

const server = fork(new URL('server.mjs', import.meta.url));
const [{ port: apiPort }] = await once(server, 'message');
const baseUrl = `http://127.0.0.1:${apiPort}`;

const event = JSON.parse(readFileSync(new URL('event-v4.json', import.meta.url), 'utf8'));
const whole = (number) => number.toFixed(number < 10 ? 2 : 0);
const range = ({ min, median, max }) => `${whole(median)} (${whole(min)}–${whole(max)})`;

/** Redis's own CPU time so far, µs. */
async function redisCpuUs() {
  const info = await admin.info('cpu');
  const seconds = (name) => Number(new RegExp(`^used_cpu_${name}:(\\S+)`, 'm').exec(info)[1]);
  return (seconds('sys') + seconds('user')) * 1e6;
}

async function scriptsRun() {
  const calls = /^cmdstat_evalsha:calls=(\d+)/m.exec(await admin.info('commandstats'));
  return Number(calls?.[1] ?? 0);
}

const redisBytes = async () => Number(/^used_memory:(\d+)/m.exec(await admin.info('memory'))[1]);

/** Runs concurrent instances that share more and more. */
async function compareInstances() {
  const told = JSON.stringify({ redisUrl: `redis://127.0.0.1:${port}`, baseUrl });
  const workers = Array.from({ length: INSTANCES }, () =>
    fork(new URL('instances-worker.mjs', import.meta.url), [told]),
  );
  const [[{ kinds, bytes }]] = await Promise.all(workers.map((worker) => once(worker, 'message')));
  const samples = Object.fromEntries(kinds.map((kind) => [kind, []]));
  for (let round = -1; round < rounds; round++) {
    for (let turn = 0; turn < kinds.length; turn++) {
      const kind = kinds[(turn + round + 1) % kinds.length];
      const [cpuBefore, scriptsBefore] = [await redisCpuUs(), await scriptsRun()];
      const results = await Promise.all(
        workers.map(async (worker) => {
          worker.send({ kind, count, inFlight: IN_FLIGHT });
          const [result] = await once(worker, 'message');
          return result;
        }),
      );
      const checks = INSTANCES * count;
      const sample = {
        cpuUs: results.reduce((sum, { cpuUs }) => sum + cpuUs, 0) / INSTANCES,
        redisUs: ((await redisCpuUs()) - cpuBefore) / checks,
        scripts: ((await scriptsRun()) - scriptsBefore) / checks,
        perSecond: checks / (Math.max(...results.map(({ wallMs }) => wallMs)) / 1000),
        found: results.reduce((sum, { found }) => sum + found, 0) / checks,
      };
      // The first round warms up.
      if (round >= 0) samples[kind].push(sample);
    }
  }
  for (const worker of workers) worker.disconnect();
  for (const worker of workers) worker.kill();
  const compared = Object.fromEntries(
    Object.entries(samples).map(([kind, own]) => [
      kind,
      Object.fromEntries(
        Object.keys(own[0]).map((name) => [name, spread(own.map((sample) => sample[name]))]),
      ),
    ]),
  );
  return { compared, bytes };
}

/** CPU of a check in a process, by the way that its event comes. */
async function compareWays() {
  const options = { rounds, count, inFlight: 50 };
  const sealed = { 'guard.check': SEALED['guard.check']() };
  const webhook = delivered();
  const cpuOf = async (subjects, next) => {
    const { 'guard.check': own } = await interleave(subjects, next, options);
    return spread(own.map(({ cpuUs }) => cpuUs));
  };
  const ways = {
    sealed: await cpuOf(sealed, nextSealed),
    webhook: await cpuOf({ 'guard.check': webhook }, webhook.next),
  };
  for (const subject of [sealed['guard.check'], webhook]) await subject.close();
  return ways;
}

/** An event that a webhook delivers, and the check of it. */
function delivered() {
  const guard = createFingerprintGuard({ apiKey: 'bench', baseUrl, logger: false });
  const receive = guard.createWebhookReceiver({ secrets: SECRET });
  const run = async ({ eventId, body, signature }) => {
    await receive({ body, signature });
    const request = { method: 'POST', url: '/login', headers: {}, body: { eventId }, ip: '203.0.113.24' };
    const { source } = await guard.check(request);
    if (source !== 'cache') throw new Error('the delivery was not used');
  };
  return { next: nextDelivery, run, close: () => guard.close() };
}

/** CPU of Redis for one command of each kind, µs. */
async function redisCommands() {
  const client = new Redis(port, '127.0.0.1');
  const store = { client, timeoutMs: 5000 };
  const replayStore = createRedisReplayStore(store);
  const cache = createRedisEventCache(store);
  const budget = createRedisBudget({ ...store, perSecond: 1e6, burst: 1e6 });
  const account = randomUUID();
  const kept = { ...normalizeEvent(event), eventId: 'kept' };
  await cache.set('kept', kept, 60_000);
  const name = () => randomUUID().replaceAll('-', '').slice(0, 24);
  const clients = Array.from({ length: 1000 }, name);
  let turn = 0;
  const subjects = {
    claim: { run: (id) => replayStore.claim(id, 660_000) },
    readEvent: { run: () => cache.get('kept') },
    keepEvent: { run: () => cache.set('kept', kept, 60_000) },
    keepDelivered: { run: (id) => cache.setIfNewer(id, { ...kept, eventId: id }, 1000) },
    turn: { run: () => budget.take({ account, maxWaitMs: 1000, client: clients[turn++ % clients.length] }) },
    report: {
      run: () =>
        budget.learn({
          account,
          answered: 1,
          clients: [{ client: clients[turn++ % clients.length], known: 1, unknown: 0 }],
        }),
    },
  };
  const measured = Object.fromEntries(Object.keys(subjects).map((subject) => [subject, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [subject, { run }] of Object.entries(subjects)) {
      const before = await redisCpuUs();
      const work = async () => {
        for (let each = 0; each < (4 * count) / 20; each++) await run(nextId());
      };
      await Promise.all(Array.from({ length: 20 }, work));
      if (round > 0) measured[subject].push(((await redisCpuUs()) - before) / (4 * count));
    }
  }

  // What has not expired yet does so at any time.
  await admin.flushall();
  const bytesOf = async (number, write) => {
    const before = await redisBytes();
    for (let index = 0; index < number; index++) await write(index);
    return ((await redisBytes()) - before) / number;
  };
  const bytes = {
    claim: await bytesOf(4000, () => replayStore.claim(nextId(), 660_000)),
    event: await bytesOf(400, (index) => cache.set(`event ${index}`, kept, 600_000)),
    client: await bytesOf(2000, () =>
      budget.learn({ account, answered: 1, clients: [{ client: name(), known: 1, unknown: 0 }] }),
    ),
  };
  client.disconnect();
  const cpuUs = Object.fromEntries(Object.entries(measured).map(([subject, own]) => [subject, spread(own)]));
  return { cpuUs, bytes };
}

/** Bytes of an event that a process keeps by itself. */
async function keptEventBytes() {
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

const { compared: instances, bytes: ownProcess } = await compareInstances();
console.log(
  `\n${INSTANCES} instances at once, ${IN_FLIGHT} checks in flight each: median (min–max), by what they share in Redis`,
);
console.table(
  Object.fromEntries(
    Object.entries(instances).map(([kind, { cpuUs, redisUs, scripts, perSecond }]) => [
      kind,
      {
        'CPU µs a check': range(cpuUs),
        "Redis's CPU µs a check": range(redisUs),
        'scripts a check': range(scripts),
        'checks a second, all': range(perSecond),
      },
    ]),
  ),
);
const ways = await compareWays();
const { cpuUs: redisUs, bytes: inRedis } = await redisCommands();
console.log('\nCPU µs: of a check by where its event comes from, and of Redis for a command');
console.table(
  Object.fromEntries(Object.entries({ ...ways, ...redisUs }).map(([name, own]) => [name, range(own)])),
);
const bytes = {
  ...inRedis,
  ownProcess,
  ownClaim: (await claims(1000 * count)).bytes,
  ownEvent: await keptEventBytes(),
};
console.log(
  `bytes in Redis: ${whole(bytes.claim)} a claim, ${whole(bytes.event)} an event, ${whole(bytes.client)} a client; in a process: ${whole(bytes.ownClaim)} a claim, ${whole(bytes.ownEvent)} an event, ${whole(bytes.ownProcess)} of its own`,
);

const results = {
  command: 'npm run bench -- instances',
  node: process.version,
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  rounds,
  count,
  instances,
  ways,
  redisUs,
  bytes,
};
writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
console.log(`written to ${values.json}; docs/scale.md is computed from test/bench/costs.json`);
admin.disconnect();
server.disconnect();
redis.kill();

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}
