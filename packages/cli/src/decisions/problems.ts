/** A line that is no record, or a file that cannot be read to its end. */
export interface ReadingProblem {
  readonly file: string;
  /** Counted from 1; of Parquet, the row. Undefined for what concerns the file as a whole. */
  readonly line?: number;
  readonly message: string;
}

/** More of them make nobody wiser. */
const MAX_NAMED = 20;

/** What could not be read: all of it counted, the first of it named. */
export class ReadingProblems {
  #count = 0;
  readonly #named: ReadingProblem[] = [];

  get count(): number {
    return this.#count;
  }

  get named(): readonly ReadingProblem[] {
    return this.#named;
  }

  /** True if one more would be named. */
  get hasRoom(): boolean {
    return this.#named.length < MAX_NAMED;
  }

  add(problem: ReadingProblem): void {
    this.#count++;
    if (this.hasRoom) this.#named.push(problem);
  }

  /** Counts some that are too many to name. */
  addUnnamed(count: number): void {
    this.#count += count;
  }
}
