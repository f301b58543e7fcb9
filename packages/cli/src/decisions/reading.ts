import type { DuckDBConnection } from '@duckdb/node-api';
import { Interrupted } from '../interrupted.js';
import type { StandardInput } from '../standard-input.js';
import { UsageError } from '../usage-error.js';
import type { BatchMemory } from './batch-memory.js';
import type { NeededFields } from './fields.js';
import { fileRows } from './file-rows.js';
import type { HttpOptions } from './http-request.js';
import { httpRows } from './http-rows.js';
import { remoteRows } from './remote-rows.js';
import type { Batch, RejectedRow, Rows } from './rows.js';
import { isParquetName, type Source, STDIN } from './sources.js';
import { streamRows } from './stream-rows.js';
import { zstdRows } from './zstd-rows.js';

/** A step in reading files: the next rows of one, or its end. */
export type Step =
  | {
      readonly source: Source;
      readonly batch: Batch;
      /** The share of the file that was read, 0..1; undefined if it is unknown. */
      readonly share: number | undefined;
    }
  | {
      readonly source: Source;
      readonly batch?: undefined;
      /** The reason why it could not be read to its end, in one line; undefined if it was. */
      readonly failure: string | undefined;
      readonly rejected: readonly RejectedRow[];
    };

/** The options for opening files. */
export interface OpeningOptions extends HttpOptions {
  readonly needed: NeededFields;
  /** The memory of batches of lines. */
  readonly memory: BatchMemory;
  /** The source of `-`. */
  readonly stdin: StandardInput;
}

/**
 * Reads files one after the other. A file that cannot be read does not end the others.
 * @throws Interrupted once `signal` aborts.
 */
export async function* readSteps(
  connection: DuckDBConnection,
  sources: readonly Source[],
  options: OpeningOptions,
): AsyncGenerator<Step> {
  for (const source of sources) {
    let rows: Rows | undefined;
    let failure: string | undefined;
    try {
      rows = await open(connection, source, options);
      for await (const batch of rows.batches(options.memory)) {
        if (options.signal.aborted) throw new Interrupted();
        yield { source, batch, share: rows.share() };
      }
    } catch (error) {
      if (options.signal.aborted || error instanceof UsageError) throw error;
      // DuckDB's messages contain the whole URL, and a signed one is a secret.
      const [message = ''] = (error as Error).message.split('\n');
      failure = source.opener === 'file' ? message : message.replaceAll(source.location, source.name);
    }
    yield { source, failure, rejected: await rejectedOf(rows) };
  }
}

async function open(connection: DuckDBConnection, source: Source, options: OpeningOptions): Promise<Rows> {
  if (source === STDIN) return streamRows(options.stdin.take());
  const { name, format, opener } = source;
  if (opener === 'http') return httpRows(source, options);
  if (format === 'parquet' || (!format && isParquetName(name))) {
    // It names DuckDB's types, and so loads DuckDB, which commands that read no decisions start without.
    const { tableRows } = await import('./table-rows.js');
    return tableRows(connection, source, options.needed);
  }
  if (opener === 'duckdb') return remoteRows(connection, source);
  return format === 'ndjson.zst' ? zstdRows(connection, source) : fileRows(source);
}

/** Returns the rejected lines, which are unknown for a file that could not be read to its end. */
async function rejectedOf(rows: Rows | undefined): Promise<readonly RejectedRow[]> {
  try {
    return (await rows?.rejected()) ?? [];
  } catch {
    return [];
  }
}
