import { openDuckDb } from '../decisions/duckdb.js';
import { WRONG_LINES } from '../decisions/lines.js';
import { findSources, type SourceOptions } from '../decisions/sources.js';
import { count, counted } from '../text/words.js';
import { UsageError } from '../usage-error.js';
import { addLabel } from './add-label.js';
import { labelLines } from './label-lines.js';
import { readRows } from './label-rows.js';
import { Labels } from './labels.js';

/** The maximum number of wrong labels to name. */
const MAX_NAMED = 20;

/**
 * Reads labels: CSV with a header, JSON, NDJSON or Parquet; all files of a glob.
 * @throws UsageError for a file without the columns, and with every label that is wrong, up to a number.
 */
export async function readLabels(pattern: string, options: SourceOptions): Promise<Labels> {
  if (pattern === '-') throw new UsageError('--labels: name a file; it is not read from a pipe');
  const connection = await openDuckDb();
  try {
    const labels = new Labels();
    const details: string[] = [];
    let issueCount = 0;
    for (const source of await findSources(connection, [pattern], options)) {
      const rows = await readRows(connection, source);
      let lines: readonly number[] | undefined;
      for (const [index, row] of rows.entries()) {
        const issues = row ? addLabel(row, labels) : [WRONG_LINES.notJson];
        if (issues.length === 0) continue;
        lines ??= await labelLines(connection, source, rows);
        const line = lines[index];
        const place = line === undefined ? `, label ${index + 1}` : `:${line}`;
        for (const issue of issues)
          if (issueCount++ < MAX_NAMED) details.push(`${source.name}${place}: ${issue}`);
      }
    }
    if (issueCount > MAX_NAMED) details.push(`… and ${count(issueCount - MAX_NAMED)} more`);
    if (issueCount > 0)
      throw new UsageError(`--labels: ${counted(issueCount, 'value')} cannot be read:`, { details });
    return labels;
  } finally {
    connection.closeSync();
  }
}
