// Measures subjects interleaved, so that changes in the machine's speed affect all of them.

/**
 * Runs `count` calls, `inFlight` at a time, each with an argument of its own, made before the clock starts; microseconds
 * a call, by the clock and of this process's CPU.
 */
async function sample(run, next, count, inFlight) {
  const given = Array.from({ length: count }, next);
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  const worker = async () => {
    while (given.length > 0) await run(given.pop());
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const wallUs = Number(process.hrtime.bigint() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { wallUs: wallUs / count, cpuUs: (user + system) / count };
}

/** Rounds of all subjects in turn, after a warm-up; the order changes from round to round. */
export async function interleave(subjects, next, { rounds, count, inFlight }) {
  const names = Object.keys(subjects);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) await sample(subjects[name].run, next, count, inFlight);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round) % names.length];
      samples[name].push(await sample(subjects[name].run, next, count, inFlight));
    }
  }
  return samples;
}

/** Minimum, median and maximum. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { min: sorted[0], median: sorted[Math.floor(sorted.length / 2)], max: sorted.at(-1) };
}

/** The spread of each figure that samples have. */
export function spreads(samples) {
  const names = Object.keys(samples[0]);
  return Object.fromEntries(names.map((name) => [name, spread(samples.map((sample) => sample[name]))]));
}

/** The spread of a figure's multiple of another's, round by round, so that a slow minute of the machine touches both. */
export function ratio(samples, others, figure) {
  return spread(samples.map((sample, round) => sample[figure] / others[round][figure]));
}
