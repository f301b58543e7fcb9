import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { PARTS, readCommandLine } from './parts.mjs';

const args = process.argv.slice(2);
const { parts, rounds, count, instances, json, costs } = readCommandLine(args);

const run = {
  command: ['npm run bench --', ...args].join(' '),
  node: process.version,
  cpu: cpus()[0]?.model,
  cores: cpus().length,
};
const write = (file, results) => {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  console.log(`written to ${file}`);
};

const results = { ...run, rounds: {}, count, parts: {} };
try {
  for (const name of parts) {
    const { measure } = await PARTS[name].load();
    results.rounds[name] = rounds ?? PARTS[name].rounds;
    results.parts[name] = await measure({ rounds: results.rounds[name], count, instances });
  }
} finally {
  // A part that fails leaves what the others measured.
  write(json, results);
}
const { instances: compared } = results.parts;
if (compared !== undefined)
  write(costs, { ...run, rounds: results.rounds.instances, count, ...compared.costs });
