import type { BatchMemory } from '../decisions/batch-memory.js';
import { countRows, type RowCounts } from '../decisions/count-rows.js';
import { rowsIn } from '../decisions/lines.js';
import type { RecordFilter } from '../decisions/record-filter.js';
import type { RowValue } from '../decisions/row-value.js';
import type { Batch } from '../decisions/rows.js';
import type { Tally } from '../judging/tally.js';
import type { Job } from './job.js';
import { WorkerPool, type Workers } from './worker-pool.js';

/** The number of batches for each worker: one to count, and some to go on with while others are taken and handed out. */
const BATCHES_PER_WORKER = 3;

/** The things to count, and the way to count them. */
export interface CounterOptions<Part> {
  readonly filter: RecordFilter;
  /** Creates the tally of one batch. */
  readonly createTally: () => Tally<Part>;
  /** The same for a worker; undefined if only this thread can count. */
  readonly job: Job | undefined;
  /** Undefined to use this thread only. */
  readonly workers: Workers | undefined;
  /** Takes back the memory of lines that were counted. */
  readonly memory: BatchMemory;
}

/** Counts batches: those of a small input in this thread, which goes on until workers are ready, and further ones there. */
export class Counter<Part> {
  readonly #options: CounterOptions<Part>;
  #bytes = 0;
  #pool: WorkerPool | undefined;

  constructor(options: CounterOptions<Part>) {
    this.#options = options;
  }

  /** The number of batches to give it at once. */
  get atOnce(): number {
    const { job, workers } = this.#options;
    return job && workers ? workers.count * BATCHES_PER_WORKER : 1;
  }

  async count(batch: Batch): Promise<RowCounts<Part>> {
    const { filter, createTally, memory } = this.#options;
    if (isRows(batch)) return countRows(batch, filter, createTally());
    const counts = await this.#countLines(batch);
    memory.release(batch);
    return counts;
  }

  #countLines(lines: Uint8Array): RowCounts<Part> | Promise<RowCounts<Part>> {
    const { filter, createTally, job, workers } = this.#options;
    this.#bytes += lines.length;
    if (job && workers && this.#bytes > workers.ownBytes)
      this.#pool ??= new WorkerPool(workers, { job, filter });
    const worker = this.#pool?.idlest;
    return worker
      ? (worker.count(lines) as Promise<RowCounts<Part>>)
      : countRows(rowsIn(lines), filter, createTally());
  }

  /** Ends the workers. */
  async close(): Promise<void> {
    await this.#pool?.close();
  }
}

const isRows = (batch: Batch): batch is readonly RowValue[] => Array.isArray(batch);
