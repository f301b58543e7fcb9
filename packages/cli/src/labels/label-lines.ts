import type { DuckDBConnection } from '@duckdb/node-api';
import { quoted } from '../decisions/quoted.js';
import type { Source } from '../decisions/sources.js';
import { formatOfLabels } from './label-table.js';

/** Finds the lines on which labels begin, in their order; empty for a file whose labels do not begin on lines of their own. */
export async function labelLines(
  connection: DuckDBConnection,
  source: Source,
  labelCount: number,
): Promise<readonly number[]> {
  const format = formatOfLabels(source);
  if (format === 'parquet') return [];
  const reader = await connection.runAndReadAll(
    `SELECT line FROM read_csv(${quoted(source.location)}, columns = {'line': 'VARCHAR'}, auto_detect = false,
     header = false, delim = '\u0001', quote = '', escape = '', comment = '', strict_mode = false)`,
  );
  const lines = reader.getRows().map(([line]) => String(line ?? ''));
  const starts = format === 'json' ? objectsOf(lines) : rowsOf(lines).slice(1);
  // An array of JSON may be written in any lines.
  return starts.length === labelCount ? starts : [];
}

const objectsOf = (lines: readonly string[]): number[] =>
  lines.flatMap((line, index) => (/^\uFEFF?\s*\{.*\}\s*$/.test(line) ? [index + 1] : []));

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
