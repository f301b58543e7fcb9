import type { Label } from './label.js';
import { type LabelTopic, LabelTopics, TOPICS } from './label-topics.js';

/** The IDs in a row of labels: the most specific one counts. */
export type LabelSubject = Readonly<Record<LabelTopic['by'], string | undefined>>;

/** The labels of decisions, visitors and accounts. */
export class Labels {
  readonly #labels = {
    decisionId: new Map<string, Label[]>(),
    linkedId: new Map<string, Label[]>(),
    visitorId: new Map<string, Label[]>(),
  };
  #count = 0;

  /** The number of different labels. */
  get count(): number {
    return this.#count;
  }

  /** The subjects of all labels. */
  get topics(): LabelTopics {
    const { decisionId, linkedId, visitorId } = this.#labels;
    return new LabelTopics({
      decisionId: new Set(decisionId.keys()),
      linkedId: new Set(linkedId.keys()),
      visitorId: new Set(visitorId.keys()),
    });
  }

  /** Adds a label: of a decision, else of an account, else of a visitor. One that is there already counts once. */
  add(subject: LabelSubject, label: Label): void {
    const by = TOPICS.find((topic) => subject[topic] !== undefined);
    const id = by && subject[by];
    if (by === undefined || id === undefined) return;
    const { at: _, ...own } = label;
    // The label of a decision belongs to it, however much later it was recorded.
    const added = by === 'decisionId' ? own : label;
    const labels = this.#labels[by].get(id) ?? [];
    if (labels.some((known) => isSame(known, added))) return;
    this.#count++;
    this.#labels[by].set(id, labels);
    labels.push(added);
  }

  /** The labels of one subject. */
  of({ by, id }: LabelTopic): readonly Label[] {
    return this.#labels[by].get(id) ?? [];
  }
}

const isSame = (one: Label, other: Label): boolean =>
  one.isFraud === other.isFraud && one.at === other.at && one.amount === other.amount;
