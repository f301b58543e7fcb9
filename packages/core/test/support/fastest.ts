/** The shortest of five runs, ms: what a busy machine adds only ever makes a run longer. */
export function fastest(run: () => void): number {
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    run();
    return performance.now() - started;
  });
  return Math.min(...times);
}
