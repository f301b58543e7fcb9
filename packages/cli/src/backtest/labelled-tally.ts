import { rounded } from '../judging/rounded.js';
import { type ContradictionSummary, Contradictions } from '../labels/contradictions.js';
import type { Label } from '../labels/label.js';
import type { Labels } from '../labels/labels.js';
import type { LabelledOutcome } from './labelled-outcome.js';
import { type Score, ScoreTally } from './score.js';

/** The scores of one rule, in the policy before and in the one after. */
export interface RuleScore {
  readonly rule: string;
  readonly before?: Score;
  readonly after?: Score;
}

/** A sum of `amount`, and the parts of it that belong to decisions that each policy challenges or denies. */
interface MoneyAtStake {
  readonly total: number;
  readonly stoppedBefore: number;
  readonly stoppedAfter: number;
}

/** The comparison of two policies by labels. */
export interface LabelledResult {
  /** Different labels in the files. */
  readonly labels: number;
  /** Labels that belong to no decision: their IDs are not in the log, or they are older than its decisions. */
  readonly unmatched: number;
  /** Decisions whose labels contradict each other. They count as fraud. */
  readonly contradicted: ContradictionSummary;
  /** Decisions that have a label. */
  readonly decisions: { readonly fraud: number; readonly good: number };
  /** The score of what each policy challenges or denies. */
  readonly before: Score;
  readonly after: Score;
  /** By rule, at any level, the most fraud first. */
  readonly rules: readonly RuleScore[];
  /** Present if the labels have amounts. */
  readonly money?: { readonly fraud: MoneyAtStake; readonly good: MoneyAtStake };
}

/** A decision while its labels are collected. */
interface Outcome extends LabelledOutcome {
  /** Labels without a time. */
  readonly lasting: readonly Label[];
  /** The number of labels with a time for which this is the latest decision so far. */
  holders: number;
}

/** Compares two policies by what is known today. */
export class LabelledTally {
  readonly #labels: Labels;
  readonly #counts = { fraud: 0, good: 0 };
  readonly #before = new ScoreTally();
  readonly #after = new ScoreTally();
  readonly #rulesBefore = new Map<string, ScoreTally>();
  readonly #rulesAfter = new Map<string, ScoreTally>();
  /** The latest decision before the time of each label that has one. */
  readonly #latest = new Map<Label, Outcome>();
  readonly #stopped = new Map<Label, { before: boolean; after: boolean }>();
  readonly #matched = new Set<Label>();
  readonly #contradictions = new Contradictions();

  constructor(labels: Labels) {
    this.#labels = labels;
  }

  /** Adds the next decision of the log that has labels. */
  add(labelled: LabelledOutcome): void {
    const labels = this.#labels.of(labelled.topic);
    const lasting = labels.filter((label) => label.at === undefined);
    const outcome: Outcome = { ...labelled, lasting, holders: 0 };
    for (const label of labels) if (label.at !== undefined) this.#consider(label, label.at, outcome);
    this.#countUnlessHeld(outcome);
  }

  /** Determines the decision of each label with a time, and adds everything up. */
  result(): LabelledResult {
    const settled = new Map<string, { outcome: Outcome; labels: Label[] }>();
    for (const [label, outcome] of this.#latest) {
      const entry = settled.get(outcome.id) ?? { outcome, labels: [] };
      entry.labels.push(label);
      settled.set(outcome.id, entry);
    }
    this.#latest.clear();
    for (const { outcome, labels } of settled.values()) this.#count(outcome, [...outcome.lasting, ...labels]);
    const counts = this.#counts;
    const money = this.#money();
    return {
      labels: this.#labels.count,
      unmatched: this.#labels.count - this.#matched.size,
      contradicted: this.#contradictions.summary,
      decisions: rounded(counts),
      before: this.#before.score(counts),
      after: this.#after.score(counts),
      rules: this.#ruleScores(),
      ...(money ? { money } : {}),
    };
  }

  #consider(label: Label, labelAt: number, outcome: Outcome): void {
    const latest = this.#latest.get(label);
    if (outcome.at > labelAt || (latest !== undefined && latest.at >= outcome.at)) return;
    this.#latest.set(label, outcome);
    outcome.holders++;
    if (latest === undefined) return;
    latest.holders--;
    this.#countUnlessHeld(latest);
  }

  /** Counts a decision, unless a label with a time may still belong to it. */
  #countUnlessHeld(outcome: Outcome): void {
    if (outcome.holders === 0 && outcome.lasting.length > 0) this.#count(outcome, outcome.lasting);
  }

  /** One label of fraud outweighs any other. */
  #count({ weight, person, before, after, topic }: Outcome, labels: readonly Label[]): void {
    this.#contradictions.add(topic, labels, weight);
    const isFraud = labels.some((label) => label.isFraud);
    this.#counts[isFraud ? 'fraud' : 'good'] += weight;
    if (before.isStopped) this.#before.add(isFraud, weight, person);
    if (after.isStopped) this.#after.add(isFraud, weight, person);
    for (const rule of before.rules) tallyOf(this.#rulesBefore, rule).add(isFraud, weight, person);
    for (const rule of after.rules) tallyOf(this.#rulesAfter, rule).add(isFraud, weight, person);
    for (const label of labels) {
      this.#matched.add(label);
      if (label.amount === undefined) continue;
      const known = this.#stopped.get(label);
      this.#stopped.set(label, {
        before: before.isStopped || known?.before === true,
        after: after.isStopped || known?.after === true,
      });
    }
  }

  #ruleScores(): RuleScore[] {
    const names = [...new Set([...this.#rulesAfter.keys(), ...this.#rulesBefore.keys()])];
    const scores = names.map((rule): RuleScore => {
      const [before, after] = [this.#rulesBefore.get(rule), this.#rulesAfter.get(rule)];
      return {
        rule,
        ...(before ? { before: before.score(this.#counts) } : {}),
        ...(after ? { after: after.score(this.#counts) } : {}),
      };
    });
    const fraud = ({ before, after }: RuleScore) => (after ?? before)?.fraudHit ?? 0;
    return scores.sort((one, other) => fraud(other) - fraud(one) || (one.rule < other.rule ? -1 : 1));
  }

  #money(): LabelledResult['money'] {
    if (this.#stopped.size === 0) return undefined;
    const money = {
      fraud: { total: 0, stoppedBefore: 0, stoppedAfter: 0 },
      good: { total: 0, stoppedBefore: 0, stoppedAfter: 0 },
    };
    for (const [{ isFraud, amount = 0 }, { before, after }] of this.#stopped) {
      const side = money[isFraud ? 'fraud' : 'good'];
      side.total += amount;
      if (before) side.stoppedBefore += amount;
      if (after) side.stoppedAfter += amount;
    }
    return money;
  }
}

function tallyOf(tallies: Map<string, ScoreTally>, rule: string): ScoreTally {
  const tally = tallies.get(rule) ?? new ScoreTally();
  tallies.set(rule, tally);
  return tally;
}
