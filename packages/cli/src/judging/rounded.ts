/** Rounds sums of weights to whole decisions, at any depth. */
export function rounded<Counts extends object>(counts: Counts): Counts {
  const entries = Object.entries(counts).map(([name, value]) => [
    name,
    typeof value === 'number' ? Math.round(value) : rounded(value),
  ]);
  return Object.fromEntries(entries) as Counts;
}
