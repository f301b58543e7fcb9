import type { DecisionRecord } from '@fingerprint-guard/core';

/** The newest decisions, up to a number. */
export class DecisionStore {
  readonly size: number;
  readonly #records = new Map<string, DecisionRecord>();
  #seen = 0;

  constructor(size: number) {
    this.size = size;
  }

  /** How many decisions came in, those included that have given way to newer ones. */
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

  /** All of them, the newest first. */
  newestFirst(): DecisionRecord[] {
    return [...this.#records.values()].reverse();
  }
}
