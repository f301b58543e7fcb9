import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { interleave, spread } from './measure.mjs';
import { instrumentedChecks } from './otel.mjs';
import { claims, evaluationBytes, evaluationsPerSecond } from './policy.mjs';
import { roundTrips } from './round-trips.mjs';
import { nextSealed, SEALED } from './sealed.mjs';
import { nextId, SUBJECTS } from './subjects.mjs';
import { tail } from './tail.mjs';

const NAMES = ['cpu', 'sealed', 'policy', 'round-trips', 'tail'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '15' },
    count: { type: 'string', default: '1000' },
    json: { type: 'string', default: 'bench.json' },
  },
});
const rounds = Number(values.rounds);
const count = Number(values.count);
// The round trips and the tail take minutes, most of them quiet: they are only measured when they are named.
const chosen = positionals.length > 0 ? positionals : ['cpu', 'sealed', 'policy'];
const unknown = chosen.filter((name) => !NAMES.includes(name));
if (unknown.length > 0)
  throw new Error(`no bench is named ${unknown.join(', ')}; there are ${NAMES.join(', ')}`);

const server = fork(new URL('server.mjs', import.meta.url));
const [{ port }] = await once(server, 'message');
const base = `http://127.0.0.1:${port}`;

const whole = (number) => number.toFixed(number < 10 ? 2 : 0);
const range = ({ min, median, max }, unit = '') => `${whole(median)}${unit} (${whole(min)}–${whole(max)})`;

const results = {
  node: process.version,
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  rounds,
  count,
  inFlight: {},
  sealed: {},
};
for (const inFlight of chosen.includes('cpu') ? [1, 50] : []) {
  results.inFlight[inFlight] = await compare(
    `an event by its id, ${inFlight} in flight`,
    SUBJECTS,
    nextId,
    inFlight,
  );
}
for (const inFlight of chosen.includes('sealed') ? [1, 50] : []) {
  results.sealed[inFlight] = await compare(
    `a sealed result, ${inFlight} in flight`,
    SEALED,
    nextSealed,
    inFlight,
  );
}
server.disconnect();

/** Measures subjects against each other, prints them as a table, and gives its rows. */
async function compare(title, create, next, inFlight) {
  const subjects = Object.fromEntries(Object.entries(create).map(([name, subject]) => [name, subject(base)]));
  const samples = await interleave(subjects, next, {
    rounds,
    count: inFlight === 1 ? count / 2 : count,
    inFlight,
  });
  await Promise.all(Object.values(subjects).map((subject) => subject.close()));
  const guard = samples['guard.check'];
  const rows = Object.entries(samples).map(([name, own]) => ({
    name,
    wallUs: spread(own.map(({ wallUs }) => wallUs)),
    cpuUs: spread(own.map(({ cpuUs }) => cpuUs)),
    // Round by round, so that a slow minute of the machine touches both sides.
    wallRatio: spread(own.map(({ wallUs }, round) => wallUs / guard[round].wallUs)),
    cpuRatio: spread(own.map(({ cpuUs }, round) => cpuUs / guard[round].cpuUs)),
  }));
  console.log(`\n${title}: median (min–max) a call; × is against guard.check, round by round`);
  console.table(
    Object.fromEntries(
      rows.map(({ name, wallUs, cpuUs, wallRatio, cpuRatio }) => [
        name,
        {
          'wall µs': range(wallUs),
          'wall ×': range(wallRatio),
          'CPU µs': range(cpuUs),
          'CPU ×': range(cpuRatio),
        },
      ]),
    ),
  );
  return rows;
}

if (chosen.includes('policy')) {
  results.evaluationsPerSecond = evaluationsPerSecond(rounds);
  results.evaluationBytes = evaluationBytes();
  results.claim = await claims();
  console.log(
    `evaluations of 'recommended' a second: ${range(results.evaluationsPerSecond)}; ${whole(results.evaluationBytes)} bytes each`,
  );
  console.log(
    `a claim in memory: ${whole(results.claim.bytes)} bytes; a claim and a check of it: ${whole(results.claim.claimAndCheckUs)} µs`,
  );
  results.otel = await instrumentedChecks(rounds, count * 20);
  console.log(
    `OpenTelemetry adds to a check, CPU: ${range(results.otel.withoutSdkUs)} µs without an SDK, ${range(results.otel.withSdkUs)} µs with one`,
  );
}
if (chosen.includes('round-trips')) {
  results.roundTrips = await roundTrips(rounds, (line) => console.log(line));
  console.log('\nthe wait of a check in round trips, over TLS: median (min–max)');
  console.table(
    Object.fromEntries(
      Object.entries(results.roundTrips).map(([what, bySubject]) => [
        what,
        Object.fromEntries(
          Object.entries(bySubject).map(([subject, spreadOf]) => [subject, range(spreadOf)]),
        ),
      ]),
    ),
  );
}
if (chosen.includes('tail')) {
  results.tail = await tail(rounds, count);
  console.log('\nan API of which 2% of the answers take a second: median (min–max) of the rounds');
  console.table(
    Object.fromEntries(
      Object.entries(results.tail).map(([name, { medianMs, p95Ms, p99Ms, meanMs, callsPerLookup }]) => [
        name,
        {
          'median, ms': range(medianMs),
          'p95, ms': range(p95Ms),
          'p99, ms': range(p99Ms),
          'mean, ms': range(meanMs),
          'calls a lookup': `${callsPerLookup.median.toFixed(3)} (${callsPerLookup.min.toFixed(3)}–${callsPerLookup.max.toFixed(3)})`,
        },
      ]),
    ),
  );
}
writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
console.log(`written to ${values.json}`);
