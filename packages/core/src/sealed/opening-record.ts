import type { Warn } from '../lib/warnings.js';

/** So many sealed results in a row, over so long, that none opens: anybody can send one that is none. In ms. */
const MIN_FAILURES = 5;
const MIN_DURATION_MS = 60_000;

/** Whether the keys still open what is sent; they do not after the workspace's were replaced. */
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
