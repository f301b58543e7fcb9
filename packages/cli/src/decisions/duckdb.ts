import type { DuckDBConnection } from '@duckdb/node-api';

/** The memory that DuckDB may use while it reads; a file of any size streams through it. */
const MEMORY_LIMIT = '192MB';

/** One reads while the other decompresses; more would only read ahead of the judging and hold the rows in memory. */
const THREADS = '2';

/**
 * Opens a database in memory to read files with. Nothing is written to disk, and nothing is downloaded.
 */
export async function openDuckDb(): Promise<DuckDBConnection> {
  // Imported on demand: commands that read no decisions start without it.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY_LIMIT,
    threads: THREADS,
    temp_directory: '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  // Measures the progress of a query without printing it.
  await connection.run('SET enable_progress_bar = true; SET enable_progress_bar_print = false');
  return connection;
}
