const UNITS = [
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/**
 * A duration in words, such as `3 min 12 s`; below a second in ms.
 * @param round How to round parts of a second: up, if a duration above a bound must not read like the bound.
 */
export function duration(ms: number, round: (seconds: number) => number = Math.floor): string {
  if (ms < 1000) return `${Math.round(Math.max(0, ms))} ms`;
  let rest = round(ms / 1000);
  const words: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) words.push(`${count} ${unit}`);
    rest -= count * size;
  }
  return words.join(' ');
}
