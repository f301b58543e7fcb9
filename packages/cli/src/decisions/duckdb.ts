import type { DuckDBConnection } from '@duckdb/node-api';

/** What DuckDB may hold while it reads; a file of any size passes through. */
const MEMORY_LIMIT = '192MB';

/** One reads while another unpacks; more would only run ahead of the judging, and hold what they have read. */
const THREADS = '2';

/**
 * Opens a database in memory to read files with. Nothing is written to disk, and nothing is downloaded.
 */
export async function openDuckDb(): Promise<DuckDBConnection> {
  // Commands that read no decisions start without it.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY_LIMIT,
    threads: THREADS,
    temp_directory: '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  // Measures how far a query is, and prints nothing.
  await connection.run('SET enable_progress_bar = true; SET enable_progress_bar_print = false');
  return connection;
}

/** A string as SQL writes it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name as SQL writes it. */
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
