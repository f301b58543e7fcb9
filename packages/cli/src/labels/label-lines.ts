import type { DuckDBConnection } from '@duckdb/node-api';
import { quoted } from '../decisions/quoted.js';
import type { Source } from '../decisions/sources.js';
import type { LabelRow } from './label-rows.js';
import { formatOfLabels } from './label-table.js';

/** Finds the lines on which labels begin, in their order; empty for a file whose labels do not begin on lines of their own. */
export async function labelLines(
  connection: DuckDBConnection,
  source: Source,
  rows: readonly (LabelRow | undefined)[],
): Promise<readonly number[]> {
  const format = formatOfLabels(source);
  if (format === 'parquet') return [];
  const reader = await connection.runAndReadAll(
    `SELECT line FROM read_csv(${quoted(source.location)}, columns = {'line': 'VARCHAR'}, auto_detect = false,
     header = false, delim = '\u0001', quote = '', escape = '', comment = '', strict_mode = false)`,
  );
  const lines = reader.getRows().map(([line]) => String(line ?? ''));
  const starts = format === 'json' ? objectsOf(lines, rows) : rowsOf(lines).slice(1);
  // An array of JSON may be written in any lines.
  return starts.length === rows.length ? starts : [];
}

/** If one line is not JSON, each that is not empty is a row. */
function objectsOf(lines: readonly string[], rows: readonly (LabelRow | undefined)[]): number[] {
  const start = rows.includes(undefined) ? /\S/ : /^\uFEFF?\s*\{.*\}\s*$/;
  return lines.flatMap((line, index) => (start.test(line) ? [index + 1] : []));
}

/** A value in quotes may contain line breaks. */
function rowsOf(lines: readonly string[]): number[] {
  const starts: number[] = [];
  let isQuoted = false;
  for (const [index, line] of lines.entries()) {
    if (!isQuoted && line.trim() !== '') starts.push(index + 1);
    if (line.split('"').length % 2 === 0) isQuoted = !isQuoted;
  }
  return starts;
}
