import type { Labels } from '../labels/labels.js';
import type { PolicySelection } from '../policies/policy-selection.js';
import { type BacktestPart, type BacktestResult, BacktestTally } from './backtest-tally.js';
import { LabelledTally } from './labelled-tally.js';

/** The sum of the counts of all parts of a log. Its size does not grow with the number of records. */
export class Backtest {
  readonly #tally: BacktestTally;
  readonly #labelled: LabelledTally | undefined;

  /** @param before Undefined to compare with what was decided. */
  constructor(before: PolicySelection | undefined, after: PolicySelection, labels: Labels | undefined) {
    this.#tally = new BacktestTally(before, after, undefined);
    this.#labelled = labels && new LabelledTally(labels);
  }

  /** Adds the counts of the part of the log that follows. */
  merge(part: BacktestPart): void {
    this.#tally.merge(part);
    for (const outcome of part.labelled) this.#labelled?.add(outcome);
  }

  result(): BacktestResult {
    return this.#tally.result(this.#labelled?.result());
  }
}
