import type { DecisionRecord } from '@fingerprint-guard/core';

/** The IDs that a label can be about, the most specific first. */
export const TOPICS = ['decisionId', 'linkedId', 'visitorId'] as const;

/** The subject of labels. */
export interface LabelTopic {
  readonly by: (typeof TOPICS)[number];
  readonly id: string;
}

/** The IDs that have labels. Plain data. */
export type LabelledIds = Readonly<Record<LabelTopic['by'], ReadonlySet<string>>>;

/** The subjects of all labels. */
export class LabelTopics {
  readonly ids: LabelledIds;

  constructor(ids: LabelledIds) {
    this.ids = ids;
  }

  /** The subject of the labels of a decision: itself, else its account, else its visitor; undefined without labels. */
  of({ id: decisionId, signals: { linkedId, visitorId } }: DecisionRecord): LabelTopic | undefined {
    const ids = { decisionId, linkedId, visitorId };
    for (const by of TOPICS) {
      const id = ids[by];
      if (id !== undefined && this.ids[by].has(id)) return { by, id };
    }
    return undefined;
  }
}
