import type { DecisionRecord } from '@fingerprint-guard/core';

/** Keeps the newest decisions, up to a maximum number. */
export class DecisionStore {
  readonly size: number;
  readonly #records = new Map<string, DecisionRecord>();
  #seen = 0;

  constructor(size: number) {
    this.size = size;
  }

  /** The total number of decisions so far, including those that newer ones have replaced. */
  get seen(): number {
    return this.#seen;
  }

  add(record: DecisionRecord): void {
    this.#seen++;
    this.#records.set(record.id, record);
    if (this.#records.size <= this.size) return;
    const [oldest] = this.#records.keys();
    if (oldest !== undefined) this.#records.delete(oldest);
  }

  find(id: string): DecisionRecord | undefined {
    return this.#records.get(id);
  }

  /** Lists all kept decisions, the newest first. */
  newestFirst(): DecisionRecord[] {
    return [...this.#records.values()].reverse();
  }
}
