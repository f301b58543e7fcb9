/** Adds the numbers of one object to those of another, at any depth. Both have the same fields. */
export function addCounts<Counts extends object>(into: Counts, from: Counts): void {
  const sums = into as Record<string, unknown>;
  for (const [name, value] of Object.entries(from)) {
    const sum = sums[name];
    if (typeof value === 'number') sums[name] = (sum as number) + value;
    else addCounts(sum as object, value);
  }
}
