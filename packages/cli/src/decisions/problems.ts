/** A line that is not a record, or a file that cannot be read to its end. */
export interface ReadingProblem {
  readonly file: string;
  /** The number of the line, or of the row in Parquet, from 1. Undefined for a problem with the file as a whole. */
  readonly line?: number;
  readonly message: string;
}

/** The maximum number of problems that are listed. */
const MAX_NAMED = 20;

/** The problems in reading: all are counted, the first ones are listed. */
export class ReadingProblems {
  #count = 0;
  readonly #named: ReadingProblem[] = [];

  get count(): number {
    return this.#count;
  }

  get named(): readonly ReadingProblem[] {
    return this.#named;
  }

  /** True if one more problem can be listed. */
  get hasRoom(): boolean {
    return this.#named.length < MAX_NAMED;
  }

  add(problem: ReadingProblem): void {
    this.#count++;
    if (this.hasRoom) this.#named.push(problem);
  }

  /** Counts problems that are too many to list. */
  addUnnamed(count: number): void {
    this.#count += count;
  }
}
