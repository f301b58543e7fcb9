import type { DuckDBConnection, DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api';
import type { BatchMemory } from './batch-memory.js';
import type { RowValue } from './row-value.js';

/** Some rows of one file: lines of NDJSON, or values. */
export type Batch = Uint8Array | readonly RowValue[];

/** The rows of one file, in order. */
export interface Rows {
  /** @param memory The memory of lines; whoever takes a batch of lines releases it. */
  batches(memory: BatchMemory): AsyncIterable<Batch>;
  /** The share of the file that was read, 0..1; undefined if it is unknown. */
  share(): number | undefined;
  /** Rows that could not be read at all; to be called once all others were read. */
  rejected(): Promise<readonly RejectedRow[]>;
}

/** A line that could not be read. */
export interface RejectedRow {
  readonly line: number;
  readonly wrong: string;
}

/** Runs a query and yields its columns chunk by chunk, holding only a few at a time. */
export async function* streamColumns(
  connection: DuckDBConnection,
  sql: string,
): AsyncGenerator<readonly (readonly DuckDBValue[])[]> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk: DuckDBDataChunk | null = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk.getColumns();
  }
}
