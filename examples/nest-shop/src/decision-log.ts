import type { Decision } from '@fingerprint-guard/core';

const CAPACITY = 500;

/** The newest decisions by their IDs. A real shop writes them to the log it already has. */
export class DecisionLog {
  readonly #decisions = new Map<string, Decision>();

  add(decision: Decision): void {
    this.#decisions.set(decision.id, decision);
    const [oldest] = this.#decisions.keys();
    if (this.#decisions.size > CAPACITY && oldest !== undefined) this.#decisions.delete(oldest);
  }

  find(id: string): Decision | undefined {
    return this.#decisions.get(id);
  }
}
