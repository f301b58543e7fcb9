const DEFAULT_TIMEOUT_MS = 3000;

/** The longest that a timer waits; given more, it fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Returns how long to wait.
 * @throws TypeError if that is not a number of milliseconds.
 */
export function readTimeout({ timeoutMs = DEFAULT_TIMEOUT_MS }: { timeoutMs?: number | undefined }): number {
  // Neither for NaN nor for another type.
  if (Math.abs(timeoutMs) !== timeoutMs) throw new TypeError('timeoutMs: expected milliseconds');
  return Math.min(timeoutMs, MAX_TIMER_MS);
}
