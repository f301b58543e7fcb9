import type { DuckDBConnection, DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api';

/** Rows of one file, in their order: each a value, or what is wrong with it. */
export interface Rows {
  /** Chunks of rows, until there are none. */
  chunks(): AsyncIterable<readonly RowValue[]>;
  /** How much of the file is read, 0..1; undefined if nobody knows. */
  share(): number | undefined;
  /** Rows that could not even be read, once all others are. */
  rejected(): Promise<readonly RejectedRow[]>;
}

/** A row as JSON has it; `undefined` for an empty line. */
export type RowValue = { readonly json: unknown } | { readonly wrong: string } | undefined;

/** A line that is no row at all. */
export interface RejectedRow {
  readonly line: number;
  readonly wrong: string;
}

/** Runs a query, and gives its columns chunk by chunk, without holding more than a few. */
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
