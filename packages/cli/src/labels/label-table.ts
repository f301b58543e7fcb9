import type { DuckDBConnection } from '@duckdb/node-api';
import { quoted, quotedName } from '../decisions/quoted.js';
import { isParquetName, type Source } from '../decisions/sources.js';

/** A file of labels as a table, whose values are all text. */
export interface LabelTable {
  /** The names of its columns. */
  readonly names: readonly string[];
  /** The table, for SQL. */
  readonly sql: string;
  /** The value of the column of this name as text, for SQL. */
  readonly valueOf: (name: string) => string;
  /** The flag of an invalid row, whose line is not JSON, for SQL. */
  readonly isTorn: string;
  /** True if its format has no header, and it has no rows either. */
  readonly isEmpty: boolean;
}

/** The format of a file of labels: its name decides. */
export function formatOfLabels({ name, format }: Source): 'parquet' | 'json' | 'csv' {
  if (format === 'parquet' || isParquetName(name)) return 'parquet';
  return /\.(json|jsonl|ndjson)(\.gz|\.zst)?$/i.test(name) ? 'json' : 'csv';
}

/** Opens a file of labels. Everything is read as text, so that dates and IDs stay as they are written. */
export async function tableOf(connection: DuckDBConnection, source: Source): Promise<LabelTable> {
  const file = quoted(source.location);
  const format = formatOfLabels(source);
  if (format === 'json') return withKeys(connection, file);
  if (format === 'parquet') return withColumns(connection, `read_parquet(${file})`);
  // The delimiter is detected; a quote is never part of an ID, and a short row lacks its last columns.
  const options = `header = true, all_varchar = true, quote = '"', escape = '"', null_padding = true, parallel = false`;
  return withColumns(connection, `read_csv(${file}, ${options})`);
}

async function withColumns(connection: DuckDBConnection, sql: string): Promise<LabelTable> {
  const names = (await connection.run(`SELECT * FROM ${sql} LIMIT 0`)).columnNames();
  return { names, sql, valueOf: (name) => `${quotedName(name)}::VARCHAR`, isTorn: 'FALSE', isEmpty: false };
}

/** Opens JSON as one column of objects: a column of its own for each key would get the type of its first values. */
async function withKeys(connection: DuckDBConnection, file: string): Promise<LabelTable> {
  // A file that begins with a byte order mark is read as one array.
  const labels = `CASE json_type(json) WHEN 'ARRAY' THEN json::JSON[] ELSE [json] END`;
  const sql = `(SELECT unnest(${labels}) AS json FROM ${await objectsIn(connection, file)})`;
  const keys = await connection.runAndReadAll(
    `SELECT DISTINCT unnest(json_keys(json)) AS key FROM ${sql} ORDER BY key`,
  );
  const rows = await connection.runAndReadAll(`SELECT count(*) FROM ${sql}`);
  return {
    names: keys.getRows().map(([key]) => String(key)),
    sql,
    valueOf: (key) => `json ->> ${quoted(`$."${key.replaceAll(/["\\]/g, '\\$&')}"`)}`,
    isTorn: 'json IS NULL',
    isEmpty: Number(rows.getRows()[0]?.[0]) === 0,
  };
}

/** The objects of a file, for SQL: of lines, some of which are no JSON, NULL for each of these. */
async function objectsIn(connection: DuckDBConnection, file: string): Promise<string> {
  const all = `read_json_objects(${file})`;
  try {
    await connection.run(`SELECT count(*) FROM ${all}`);
    return all;
  } catch (error) {
    const lines = `read_json_objects(${file}, format = 'newline_delimited', ignore_errors = true)`;
    const objects = await connection.runAndReadAll(
      `SELECT 1 FROM ${lines} WHERE json_type(json) = 'OBJECT' LIMIT 1`,
    );
    if (objects.currentRowCount === 0) throw error;
    return lines;
  }
}
