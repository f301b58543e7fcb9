import { MAX_WRONG, type WrongRow } from './count-rows.js';
import type { ReadingProblems } from './problems.js';
import type { RejectedRow } from './rows.js';

/** Rows of one file that are not records, by their position among the readable rows. */
export class WrongRows {
  readonly #first: WrongRow[] = [];
  #more = 0;

  /** @param before The number of rows of the file before these. */
  add(wrong: readonly WrongRow[], more: number, before: number): void {
    const room = MAX_WRONG - this.#first.length;
    this.#first.push(...wrong.slice(0, room).map(({ row, wrong }) => ({ row: before + row, wrong })));
    this.#more += more + Math.max(0, wrong.length - room);
  }

  /** Reports them by line number, together with the lines that could not be read at all. */
  report(file: string, rejected: readonly RejectedRow[], problems: ReadingProblems): void {
    const lines = this.#first.map(({ row, wrong }) => ({ line: lineOf(row, rejected), wrong }));
    for (const { line, wrong } of [...lines, ...rejected].sort((one, other) => one.line - other.line))
      problems.add({ file, line, message: wrong });
    problems.addUnnamed(this.#more);
  }
}

/** Returns the line number of a row: rejected lines are not among the rows. */
function lineOf(row: number, rejected: readonly RejectedRow[]): number {
  let line = row;
  for (const reject of rejected) {
    if (reject.line > line) break;
    line++;
  }
  return line;
}
