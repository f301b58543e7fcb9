import type { DuckDBConnection, DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api';

/** The rows of one file, in order: each a value, or what is wrong with it. */
export interface Rows {
  /** Iterates over the rows in chunks. */
  chunks(): AsyncIterable<readonly RowValue[]>;
  /** The share of the file that was read, 0..1; undefined if it is unknown. */
  share(): number | undefined;
  /** Rows that could not be read at all; to be called once all others were read. */
  rejected(): Promise<readonly RejectedRow[]>;
}

/** A row as JSON; `undefined` for an empty line. */
export type RowValue = { readonly json: unknown } | { readonly wrong: string } | undefined;

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
