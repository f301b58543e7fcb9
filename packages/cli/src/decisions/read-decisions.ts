import { Interrupted } from '../interrupted.js';
import type { Tally } from '../judging/tally.js';
import type { Progress } from '../terminal/progress.js';
import { Counter } from '../threads/counter.js';
import { inOrder } from '../threads/in-order.js';
import type { Job } from '../threads/job.js';
import type { Workers } from '../threads/worker-pool.js';
import { BatchMemory } from './batch-memory.js';
import { openDuckDb } from './duckdb.js';
import { type ReadSummary, SummaryTally } from './read-summary.js';
import { type OpeningOptions, readSteps } from './reading.js';
import type { RecordFilter } from './record-filter.js';
import { findSources, type SourceOptions } from './sources.js';

/** The files to read, and what to read from them. */
export interface ReadOptions extends SourceOptions, RecordFilter, Omit<OpeningOptions, 'memory'> {
  readonly progress: Progress;
  /** Undefined to count in this thread only. */
  readonly workers: Workers | undefined;
}

/** A way of counting decisions. */
export interface Counting<Part> {
  /** Creates the tally of one part of the log. */
  readonly createTally: () => Tally<Part>;
  /** Adds the counts of one part, in the order of the log. */
  readonly merge: (part: Part) => void;
  /** The same tally for a thread of its own; undefined if only this thread can count. */
  readonly job?: Job;
}

/**
 * Reads decisions from files, and counts them part by part. A line that is not a record is counted, and reading goes on.
 * The result depends on the files alone, however many threads count.
 * @throws UsageError if a file does not exist, {@link Interrupted} once `signal` aborts.
 */
export async function readDecisions<Part>(
  patterns: readonly string[],
  options: ReadOptions,
  { createTally, merge, job }: Counting<Part>,
): Promise<ReadSummary> {
  const { progress, signal, workers, onlyPolicy, required, sinceMs, untilMs } = options;
  const filter = { onlyPolicy, required, sinceMs, untilMs };
  const connection = await openDuckDb();
  const memory = new BatchMemory();
  const counter = new Counter({ filter, createTally, job, workers, memory });
  const interrupt = () => connection.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    const sources = await findSources(connection, patterns, { ...options, overHttp: true });
    progress.start(sources);
    const total = new SummaryTally(onlyPolicy);
    const read = readSteps(connection, sources, { ...options, memory });
    const steps = inOrder(read, counter.atOnce, async (step) => ({
      step,
      counts: step.batch && (await counter.count(step.batch)),
    }));
    for await (const { step, counts } of steps) {
      if (signal.aborted) throw new Interrupted();
      if (step.batch === undefined) {
        total.endFile(step.source.name, step.failure, step.rejected);
        progress.finish(step.source);
      } else if (counts) {
        total.add(counts);
        merge(counts.part);
        progress.advance(step.source, total.records, step.share);
      }
    }
    return total.summary;
  } catch (error) {
    if (signal.aborted) throw new Interrupted();
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    progress.stop();
    await counter.close();
    connection.closeSync();
  }
}
