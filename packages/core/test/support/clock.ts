/** A monotonic clock, ms. */
export const clock = (): number => performance.now();
