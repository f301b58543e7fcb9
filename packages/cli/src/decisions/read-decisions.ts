import type { DuckDBConnection } from '@duckdb/node-api';
import type { DecisionRecord } from '@fingerprint-guard/core';
import { Interrupted } from '../interrupted.js';
import type { StandardInput } from '../standard-input.js';
import type { Progress } from '../terminal/progress.js';
import { UsageError } from '../usage-error.js';
import { openDuckDb } from './duckdb.js';
import type { NeededFields } from './fields.js';
import { type ReadingProblem, ReadingProblems } from './problems.js';
import { readRecord } from './read-record.js';
import { passesFilter, type RecordFilter } from './record-filter.js';
import { remoteRows } from './remote-rows.js';
import type { RejectedRow, Rows } from './rows.js';
import { findSources, isParquetName, type Source, type SourceOptions, STDIN } from './sources.js';
import { fileRows, streamRows } from './stream-rows.js';

/** The files to read, and what to read from them. */
export interface ReadOptions extends SourceOptions, RecordFilter {
  readonly needed: NeededFields;
  /** The source of `-`. */
  readonly stdin: StandardInput;
  readonly progress: Progress;
  /** Stops reading. */
  readonly signal: AbortSignal;
}

/** A summary of what was read. Plain data. */
export interface ReadSummary {
  readonly files: number;
  /** Records that pass the filter. */
  readonly records: number;
  /** Records that the filter excludes. */
  readonly leftOut: number;
  /** Lines and files that could not be read: their number, and the first of them. */
  readonly unreadable: { readonly count: number; readonly named: readonly ReadingProblem[] };
}

/** Takes one record; returns what is wrong with it, in words, if it is invalid. */
export type TakeRecord = (record: DecisionRecord) => string | undefined;

/**
 * Reads decisions from files, one record after the other. A line that is not a record is counted, and reading goes on.
 * @throws UsageError if a file does not exist, {@link Interrupted} once `signal` aborts.
 */
export async function readDecisions(
  patterns: readonly string[],
  options: ReadOptions,
  take: TakeRecord,
): Promise<ReadSummary> {
  const connection = await openDuckDb();
  const interrupt = () => connection.interrupt();
  options.signal.addEventListener('abort', interrupt);
  try {
    const sources = await findSources(connection, patterns, options);
    options.progress.start(sources);
    const reading = new Reading(connection, options, take);
    for (const source of sources) await reading.read(source);
    return { files: sources.length, ...reading.summary };
  } catch (error) {
    if (options.signal.aborted) throw new Interrupted();
    throw error;
  } finally {
    options.signal.removeEventListener('abort', interrupt);
    options.progress.stop();
    connection.closeSync();
  }
}

/** One pass over the files. */
class Reading {
  readonly #connection: DuckDBConnection;
  readonly #options: ReadOptions;
  readonly #take: TakeRecord;
  readonly #problems = new ReadingProblems();
  #records = 0;
  #leftOut = 0;

  constructor(connection: DuckDBConnection, options: ReadOptions, take: TakeRecord) {
    this.#connection = connection;
    this.#options = options;
    this.#take = take;
  }

  get summary(): Omit<ReadSummary, 'files'> {
    const { count, named } = this.#problems;
    return { records: this.#records, leftOut: this.#leftOut, unreadable: { count, named } };
  }

  /** Reads one file. Problems inside it are reported once it has been read and line numbers are known. */
  async read(source: Source): Promise<void> {
    const { progress, signal } = this.#options;
    const wrong = new WrongRows();
    let row = 0;
    let rows: Rows | undefined;
    try {
      rows = await this.#open(source);
      for await (const values of rows.chunks()) {
        if (signal.aborted) throw new Interrupted();
        for (const value of values) {
          row++;
          if (value === undefined) continue;
          const problem = 'json' in value ? this.#takeValue(value.json) : value.wrong;
          if (problem !== undefined) wrong.add(row, problem);
        }
        progress.advance(source, this.#records, rows.share());
      }
    } catch (error) {
      if (signal.aborted || error instanceof UsageError) throw error;
      const [reason] = (error as Error).message.split('\n');
      this.#problems.add({
        file: source.name,
        message: `cannot be read${row > 0 ? ' to its end' : ''}: ${reason}`,
      });
    }
    wrong.report(source.name, (await rejectedOf(rows)) ?? [], this.#problems);
    progress.finish(source);
  }

  async #open(source: Source): Promise<Rows> {
    if (source === STDIN) return streamRows(this.#options.stdin.take());
    const { format, location, isRemote } = source;
    if (format === 'parquet' || (!format && isParquetName(location))) {
      // It names DuckDB's types, and so loads DuckDB, which commands that read no decisions start without.
      const { tableRows } = await import('./table-rows.js');
      return tableRows(this.#connection, source, this.#options.needed);
    }
    return isRemote || format === 'ndjson.zst' ? remoteRows(this.#connection, source) : fileRows(source);
  }

  #takeValue(json: unknown): string | undefined {
    const record = readRecord(json);
    if (typeof record === 'string') return record;
    if (!passesFilter(this.#options, record)) {
      this.#leftOut++;
      return undefined;
    }
    const problem = this.#take(record);
    if (problem === undefined) this.#records++;
    return problem;
  }
}

/** Returns the rejected lines, which are unknown for a file that could not be read to its end. */
async function rejectedOf(rows: Rows | undefined): Promise<readonly RejectedRow[] | undefined> {
  try {
    return await rows?.rejected();
  } catch {
    return undefined;
  }
}

/** Rows of one file that are not records, by their position among the readable rows. */
class WrongRows {
  readonly #first: { row: number; wrong: string }[] = [];
  #more = 0;

  add(row: number, wrong: string): void {
    if (this.#first.length < MAX_KEPT) this.#first.push({ row, wrong });
    else this.#more++;
  }

  /** Reports them by line number, together with the lines that could not be read at all. */
  report(file: string, rejected: readonly RejectedRow[], problems: ReadingProblems): void {
    const lines = this.#first.map(({ row, wrong }) => ({ line: lineOf(row, rejected), wrong }));
    for (const { line, wrong } of [...lines, ...rejected].sort((one, other) => one.line - other.line))
      problems.add({ file, line, message: wrong });
    problems.addUnnamed(this.#more);
  }
}

const MAX_KEPT = 100;

/** Returns the line number of a row: rejected lines are not among the rows. */
function lineOf(row: number, rejected: readonly RejectedRow[]): number {
  let line = row;
  for (const reject of rejected) {
    if (reject.line > line) break;
    line++;
  }
  return line;
}
