/** Keeps this process from running anything else for so long, ms. */
export function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
