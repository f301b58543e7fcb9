import type { Warn } from '../lib/warnings.js';

/**
 * It takes this many failures in a row, over this long, because anybody can send something that is not a sealed result.
 * In ms.
 */
const MIN_FAILURES = 5;
const MIN_DURATION_MS = 60_000;

/** Records whether the keys still open what clients send; they stop doing so once the workspace's keys are replaced. */
export class OpeningRecord {
  readonly #warn: Warn;
  readonly #now: () => number;
  #failures = 0;
  #since = 0;

  /** @param now Monotonic clock, ms. */
  constructor(warn: Warn, now: () => number) {
    this.#warn = warn;
    this.#now = now;
  }

  opened(): void {
    this.#failures = 0;
  }

  failed(): void {
    if (this.#failures === 0) this.#since = this.#now();
    this.#failures++;
    if (this.#failures < MIN_FAILURES || this.#now() - this.#since < MIN_DURATION_MS) return;
    this.#warn(
      'sealed-keys',
      `sealedKeys has opened none of the last ${this.#failures} sealed results: compare it with the keys of the workspace`,
    );
  }
}
