import type { DecisionRecord } from '@fingerprint-guard/core';
import type { Label } from './label.js';

/** The subject of a label: the most specific id counts. */
export interface LabelSubject {
  readonly decisionId?: string | undefined;
  readonly visitorId?: string | undefined;
  readonly linkedId?: string | undefined;
}

/** The subject of a label. */
export interface LabelTopic {
  readonly by: keyof LabelSubject;
  readonly id: string;
}

/** The labels of a decision, at least one. */
export interface DecisionLabels {
  /** The subject of all of them. */
  readonly topic: LabelTopic;
  readonly labels: readonly Label[];
}

/** The labels of decisions, visitors and accounts. */
export class Labels {
  readonly #byDecision = new Map<string, Label[]>();
  readonly #byLinkedId = new Map<string, Label[]>();
  readonly #byVisitor = new Map<string, Label[]>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Adds a label: of a decision, else of an account, else of a visitor. */
  add({ decisionId, linkedId, visitorId }: LabelSubject, label: Label): void {
    this.#count++;
    if (decisionId !== undefined) {
      // It belongs to this decision, however much later it was recorded.
      const { at: _, ...own } = label;
      push(this.#byDecision, decisionId, own);
    } else if (linkedId !== undefined) push(this.#byLinkedId, linkedId, label);
    else if (visitorId !== undefined) push(this.#byVisitor, visitorId, label);
  }

  /** The labels of a decision: its own, else those of its account, else those of its visitor. */
  of({ id, signals: { linkedId, visitorId } }: DecisionRecord): DecisionLabels | undefined {
    return (
      labelsOf('decisionId', this.#byDecision, id) ??
      labelsOf('linkedId', this.#byLinkedId, linkedId) ??
      labelsOf('visitorId', this.#byVisitor, visitorId)
    );
  }
}

function labelsOf(
  by: LabelTopic['by'],
  map: ReadonlyMap<string, readonly Label[]>,
  id: string | undefined,
): DecisionLabels | undefined {
  const labels = id === undefined ? undefined : map.get(id);
  return id === undefined || labels === undefined ? undefined : { topic: { by, id }, labels };
}

function push(map: Map<string, Label[]>, key: string, label: Label): void {
  const labels = map.get(key);
  if (labels) labels.push(label);
  else map.set(key, [label]);
}
