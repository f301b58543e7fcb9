import type { RowCounts } from './count-rows.js';
import { PolicyNames } from './policy-names.js';
import { type ReadingProblem, ReadingProblems } from './problems.js';
import type { RejectedRow } from './rows.js';
import { WrongRows } from './wrong-rows.js';

/** A summary of what was read. Plain data. */
export interface ReadSummary {
  readonly files: number;
  /** Records that pass the filter. */
  readonly records: number;
  /** Records that the filter excludes. */
  readonly leftOut: number;
  /** The policies that decided, if none of them is the one that was asked for. */
  readonly otherPolicies?: readonly string[];
  /** Lines and files that could not be read: their number, and the first of them. */
  readonly unreadable: { readonly count: number; readonly named: readonly ReadingProblem[] };
}

/** Sums up what was read, in the order of the files. */
export class SummaryTally {
  readonly #problems = new ReadingProblems();
  readonly #policies: PolicyNames;
  #files = 0;
  #records = 0;
  #leftOut = 0;
  #rowsOfFile = 0;
  #wrongOfFile = new WrongRows();

  /** @param onlyPolicy The policy that was asked for. */
  constructor(onlyPolicy: string | undefined) {
    this.#policies = new PolicyNames(onlyPolicy);
  }

  get records(): number {
    return this.#records;
  }

  get summary(): ReadSummary {
    const { count, named } = this.#problems;
    const { others } = this.#policies;
    return {
      files: this.#files,
      records: this.#records,
      leftOut: this.#leftOut,
      ...(others ? { otherPolicies: others } : {}),
      unreadable: { count, named },
    };
  }

  /** Adds the next rows of a file. */
  add({ rows, records, leftOut, policies, wrong, moreWrong }: RowCounts): void {
    this.#wrongOfFile.add(wrong, moreWrong, this.#rowsOfFile);
    for (const name of policies) this.#policies.add(name);
    this.#rowsOfFile += rows;
    this.#records += records;
    this.#leftOut += leftOut;
  }

  /** Ends a file: the numbers of its lines are known now. */
  endFile(file: string, failure: string | undefined, rejected: readonly RejectedRow[]): void {
    if (failure !== undefined) {
      const extent = this.#rowsOfFile > 0 ? ' to its end' : '';
      this.#problems.add({ file, message: `cannot be read${extent}: ${failure}` });
    }
    this.#wrongOfFile.report(file, rejected, this.#problems);
    this.#wrongOfFile = new WrongRows();
    this.#rowsOfFile = 0;
    this.#files++;
  }
}
