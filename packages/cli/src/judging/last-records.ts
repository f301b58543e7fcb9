import type { DecisionRecord } from '@fingerprint-guard/core';
import type { Tally } from './tally.js';

/** Keeps the last records of a log, up to a number of them. */
export class LastRecords implements Tally<readonly DecisionRecord[]> {
  readonly #max: number;
  readonly #records: DecisionRecord[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  get part(): readonly DecisionRecord[] {
    return this.#records.slice(-this.#max);
  }

  add(record: DecisionRecord): void {
    this.#records.push(record);
    // Now and then: to remove each as the next one comes would move all others.
    if (this.#records.length >= 2 * this.#max) this.#records.splice(0, this.#records.length - this.#max);
  }

  /** Adds the records of the part of the log that follows. */
  merge(part: readonly DecisionRecord[]): void {
    for (const record of part) this.add(record);
  }
}
