import type { DuckDBConnection } from '@duckdb/node-api';
import { lineBatches } from './line-batches.js';
import { MAX_LINE_BYTES, WRONG_LINES } from './lines.js';
import { quoted } from './quoted.js';
import { bytesOf } from './read-bytes.js';
import { type RejectedRow, type Rows, streamColumns } from './rows.js';
import type { Source } from './sources.js';

/** The size of one buffer; DuckDB reads ahead by a few of them, and skips longer lines. */
const BUFFER_BYTES = 16 * MAX_LINE_BYTES;

/** A character that JSON only contains as an escape, so that no line is split. */
const NO_DELIMITER = '\u0001';

/** The maximum number of unreadable lines that DuckDB records. */
const MAX_REJECTED = 100_000;

const COMPRESSIONS = { ndjson: 'none', 'ndjson.gz': 'gzip', 'ndjson.zst': 'zstd' } as const;

const REJECTIONS: Readonly<Record<string, string>> = {
  'INVALID ENCODING': WRONG_LINES.notUtf8,
  'LINE SIZE OVER MAXIMUM': WRONG_LINES.tooLong,
};

/** Reads lines of JSON that only DuckDB can read: from a bucket, or zstd, which Node.js reads only to the end of a frame. */
export function remoteRows(connection: DuckDBConnection, { location, format }: Source): Rows {
  const compression = format === undefined || format === 'parquet' ? 'auto' : COMPRESSIONS[format];
  const sql = `SELECT line FROM read_csv(${quoted(location)}, columns = {'line': 'VARCHAR'}, auto_detect = false,
    header = false, delim = '${NO_DELIMITER}', quote = '', escape = '', comment = '', strict_mode = false,
    compression = '${compression}', max_line_size = ${MAX_LINE_BYTES}, buffer_size = ${BUFFER_BYTES},
    store_rejects = true, rejects_limit = ${MAX_REJECTED})`;
  return {
    batches: (memory) => lineBatches(bytesOf(linesOf(connection, sql)), memory),
    share: () => undefined,
    async rejected() {
      const reader = await connection.runAndReadAll(
        'SELECT DISTINCT line, error_type::VARCHAR FROM reject_errors ORDER BY line',
      );
      const rows = reader.getRows().map(
        ([line, type]): RejectedRow => ({
          line: Number(line),
          wrong: REJECTIONS[String(type)] ?? 'not a line of JSON',
        }),
      );
      await connection.run('DROP TABLE reject_errors; DROP TABLE reject_scans');
      return rows;
    },
  };
}

/** Runs a query whose only column is lines. */
async function* linesOf(connection: DuckDBConnection, sql: string): AsyncGenerator<Uint8Array> {
  for await (const [lines = []] of streamColumns(connection, sql))
    yield Buffer.from(lines.map((line) => `${line ?? ''}\n`).join(''));
}
