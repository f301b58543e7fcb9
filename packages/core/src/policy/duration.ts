const UNITS = [
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** A duration in words, such as `3 min 12 s`; below a second in ms. */
export function duration(ms: number): string {
  const words: string[] = [];
  let rest = Math.max(0, ms);
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) words.push(`${count} ${unit}`);
    rest -= count * size;
  }
  return words.length > 0 ? words.join(' ') : `${Math.round(rest)} ms`;
}
