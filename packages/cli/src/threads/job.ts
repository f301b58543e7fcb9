import { BacktestTally } from '../backtest/backtest-tally.js';
import type { Tally } from '../judging/tally.js';
import { type LabelledIds, LabelTopics } from '../labels/label-topics.js';
import { PolicySelection, type SelectedConfigs } from '../policies/policy-selection.js';
import { ReportTally } from '../report/report-tally.js';

/** The work of a counting thread. Plain data. */
export type Job =
  | { readonly command: 'report' }
  | {
      readonly command: 'backtest';
      /** Undefined to compare with what was decided. */
      readonly before: SelectedConfigs | undefined;
      readonly after: SelectedConfigs;
      readonly labelled: LabelledIds | undefined;
    };

/** Compiles the policies of a job. The returned function creates the tally of one part of a log. */
export function talliesFor(job: Job): () => Tally<unknown> {
  if (job.command === 'report') return () => new ReportTally();
  const before = job.before && PolicySelection.from(job.before);
  const after = PolicySelection.from(job.after);
  const topics = job.labelled && new LabelTopics(job.labelled);
  return () => new BacktestTally(before, after, topics);
}
