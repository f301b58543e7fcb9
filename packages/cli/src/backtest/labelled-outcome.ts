import type { DecisionRecord, Reason } from '@fingerprint-guard/core';
import { weightOf } from '../judging/describe-record.js';
import type { Verdict } from '../judging/verdict.js';
import type { LabelTopic } from '../labels/label-topics.js';

/** The conclusions of both policies on a decision that has a label. Plain data. */
export interface LabelledOutcome {
  readonly id: string;
  readonly at: number;
  readonly weight: number;
  /** The visitor or the account, else the decision. */
  readonly person: string;
  readonly before: Sides;
  readonly after: Sides;
  /** The subject of its labels. */
  readonly topic: LabelTopic;
}

/** The part of a verdict that is compared with labels. */
interface Sides {
  readonly isStopped: boolean;
  readonly rules: readonly string[];
}

/** The conclusions of both policies on a record whose labels are about this topic. */
export function outcomeOf(
  topic: LabelTopic,
  record: DecisionRecord,
  before: Verdict,
  after: Verdict,
): LabelledOutcome {
  const { id, at, signals } = record;
  const person = signals.visitorId ?? signals.linkedId ?? id;
  return { id, at, weight: weightOf(record), person, before: sidesOf(before), after: sidesOf(after), topic };
}

function sidesOf({ action, reasons, observed }: Verdict): Sides {
  const rules = [...reasons, ...observed].map(({ rule }: Reason) => rule);
  return { isStopped: action !== 'allow', rules };
}
