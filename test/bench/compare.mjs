import { interleave, ratio, spreads } from './measure.mjs';
import { printTable, range } from './print.mjs';

/** Measures subjects against each other, prints them as a table, and gives its rows. */
export async function compare(title, subjects, next, { rounds, count, inFlight }) {
  const samples = await interleave(subjects, next, {
    rounds,
    count: Math.ceil(inFlight === 1 ? count / 2 : count),
    inFlight,
  });
  const guard = samples['guard.check'];
  const rows = Object.entries(samples).map(([name, own]) => ({
    name,
    ...spreads(own),
    wallRatio: ratio(own, guard, 'wallUs'),
    cpuRatio: ratio(own, guard, 'cpuUs'),
  }));
  printTable(
    `${title}, ${inFlight} in flight: median (min–max) a call; × is against guard.check, round by round`,
    Object.fromEntries(rows.map((row) => [row.name, row])),
    ({ wallUs, wallRatio, cpuUs, cpuRatio }) => ({
      'wall µs': range(wallUs),
      'wall ×': range(wallRatio),
      'CPU µs': range(cpuUs),
      'CPU ×': range(cpuRatio),
    }),
  );
  return rows;
}
