import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { interleave, spread } from './measure.mjs';
import { claims, evaluationsPerSecond } from './policy.mjs';
import { SUBJECTS } from './subjects.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    count: { type: 'string', default: '1000' },
    json: { type: 'string', default: 'bench.json' },
  },
});
const rounds = Number(values.rounds);
const count = Number(values.count);

const server = fork(new URL('server.mjs', import.meta.url));
const [{ port }] = await once(server, 'message');
const base = `http://127.0.0.1:${port}`;
const subjects = Object.fromEntries(Object.entries(SUBJECTS).map(([name, create]) => [name, create(base)]));

let ids = 0;
const nextId = () => `${Date.now()}.${(ids++).toString(36).padStart(6, '0')}`;

const whole = (number) => number.toFixed(number < 10 ? 2 : 0);
const range = ({ min, median, max }, unit = '') => `${whole(median)}${unit} (${whole(min)}–${whole(max)})`;

const results = {
  node: process.version,
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  rounds,
  count,
  inFlight: {},
};
for (const inFlight of [1, 50]) {
  const samples = await interleave(subjects, nextId, {
    rounds,
    count: inFlight === 1 ? count / 2 : count,
    inFlight,
  });
  const guard = samples['guard.check'];
  const rows = Object.entries(samples).map(([name, own]) => ({
    name,
    wallUs: spread(own.map(({ wallUs }) => wallUs)),
    cpuUs: spread(own.map(({ cpuUs }) => cpuUs)),
    // Round by round, so that a slow minute of the machine touches both sides.
    wallRatio: spread(own.map(({ wallUs }, round) => wallUs / guard[round].wallUs)),
    cpuRatio: spread(own.map(({ cpuUs }, round) => cpuUs / guard[round].cpuUs)),
  }));
  results.inFlight[inFlight] = rows;
  console.log(`\n${inFlight} in flight: median (min–max) a call; × is against guard.check, round by round`);
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
}

await Promise.all(Object.values(subjects).map((subject) => subject.close()));
server.disconnect();

results.evaluationsPerSecond = evaluationsPerSecond(rounds);
results.claim = await claims();
console.log(`evaluations of 'recommended' a second: ${range(results.evaluationsPerSecond)}`);
console.log(
  `a claim in memory: ${whole(results.claim.bytes)} bytes; a claim and a check of it: ${whole(results.claim.claimAndCheckUs)} µs`,
);
writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
console.log(`written to ${values.json}`);
