// The parts of the bench, and what a command line asks of them. Nothing here needs a build.
import { parseArgs } from 'node:util';

/** What can be measured, in the order in which it is, with the rounds that each takes by default. */
export const PARTS = {
  cpu: { rounds: 15, load: () => import('./cpu.mjs') },
  sealed: { rounds: 15, load: () => import('./sealed.mjs') },
  policy: { rounds: 15, load: () => import('./policy.mjs') },
  'round-trips': { rounds: 5, load: () => import('./round-trips.mjs') },
  tail: { rounds: 9, load: () => import('./tail.mjs') },
  instances: { rounds: 5, load: () => import('./instances.mjs') },
};

/** The others take minutes, or a Redis: they are measured only when they are named. */
const UNNAMED = ['cpu', 'sealed', 'policy'];

/** The names of parts, in any order, and options anywhere. A command line that makes no sense ends the process with 2. */
export function readCommandLine(args) {
  try {
    return understood(args);
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}

function understood(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      count: { type: 'string', default: '1000' },
      instances: { type: 'string', default: '4' },
      json: { type: 'string', default: 'bench.json' },
      costs: { type: 'string', default: 'test/bench/costs.json' },
    },
  });
  const names = Object.keys(PARTS);
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new Error(`no part of the bench is named ${unknown.join(', ')}; there are ${names.join(', ')}`);
  const named = positionals.length > 0 ? positionals : UNNAMED;
  const { rounds, count, instances, json, costs } = values;
  return {
    parts: names.filter((name) => named.includes(name)),
    rounds: rounds === undefined ? undefined : wholeNumber('--rounds', rounds),
    count: wholeNumber('--count', count),
    instances: wholeNumber('--instances', instances),
    json,
    costs,
  };
}

function wholeNumber(option, text) {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${option} takes a whole number from 1, not '${text}'`);
  return Number(text);
}
