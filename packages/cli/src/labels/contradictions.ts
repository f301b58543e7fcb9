import type { Label } from './label.js';
import type { LabelTopic } from './labels.js';

/** Labels that contradict each other. Plain data. */
export interface ContradictionSummary {
  /** Decisions that they call both. */
  readonly decisions: number;
  /** What they are about: how many, and the first of them. */
  readonly count: number;
  readonly named: readonly LabelTopic[];
}

/** More of them make nobody wiser. */
const MAX_NAMED = 20;

/** Counts and names what labels call both fraud and good. */
export class Contradictions {
  readonly #named = new Map<string, LabelTopic>();
  #decisions = 0;

  get summary(): ContradictionSummary {
    const named = [...this.#named.values()].slice(0, MAX_NAMED);
    return { decisions: this.#decisions, count: this.#named.size, named };
  }

  /** Considers the labels of one decision, which stands for `weight` of them. */
  add(topic: LabelTopic, labels: readonly Label[], weight: number): void {
    if (!isContradiction(labels)) return;
    this.#decisions += weight;
    this.#named.set(`${topic.by} ${topic.id}`, topic);
  }
}

/** A chargeback has a time, and is of one decision: that the customer is good otherwise does not contradict it. */
function isContradiction(labels: readonly Label[]): boolean {
  const good = labels.filter(({ isFraud }) => !isFraud);
  const fraud = labels.filter(({ isFraud }) => isFraud);
  const isException = good.every(({ at }) => at === undefined) && fraud.every(({ at }) => at !== undefined);
  return good.length > 0 && fraud.length > 0 && !isException;
}
