import type { Label } from './label.js';
import type { LabelTopic } from './label-topics.js';

/** A summary of contradicting labels. Plain data. */
export interface ContradictionSummary {
  /** Decisions with contradicting labels. */
  readonly decisions: number;
  /** The subjects of these labels: their number, and the first of them. */
  readonly count: number;
  readonly named: readonly LabelTopic[];
}

/** The maximum number of subjects to name. */
const MAX_NAMED = 20;

/** Counts and names the subjects whose labels contradict each other. */
export class Contradictions {
  readonly #named = new Map<string, LabelTopic>();
  #decisions = 0;

  get summary(): ContradictionSummary {
    const named = [...this.#named.values()].slice(0, MAX_NAMED);
    return { decisions: Math.round(this.#decisions), count: this.#named.size, named };
  }

  /** Adds the labels of one decision. @param weight The number of decisions that its record represents. */
  add(topic: LabelTopic, labels: readonly Label[], weight: number): void {
    if (!isContradiction(labels)) return;
    this.#decisions += weight;
    this.#named.set(`${topic.by} ${topic.id}`, topic);
  }
}

/** A chargeback has a time and concerns one decision, so it does not contradict that the customer is otherwise good. */
function isContradiction(labels: readonly Label[]): boolean {
  const good = labels.filter(({ isFraud }) => !isFraud);
  const fraud = labels.filter(({ isFraud }) => isFraud);
  const isException = good.every(({ at }) => at === undefined) && fraud.every(({ at }) => at !== undefined);
  return good.length > 0 && fraud.length > 0 && !isException;
}
