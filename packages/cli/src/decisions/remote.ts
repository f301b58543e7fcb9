import type { DuckDBConnection } from '@duckdb/node-api';
import { UsageError } from '../usage-error.js';

/** The schemes that an extension of DuckDB reads, by the extension. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  httpfs: ['http', 'https', 's3', 's3a', 's3n', 'gs', 'gcs', 'r2', 'hf'],
  azure: ['az', 'azure', 'abfss'],
};

/** Names the extension that a location takes; undefined for a file of this machine. */
export function extensionOf(location: string): string | undefined {
  const scheme = /^([a-z][a-z0-9]+):\/\//i.exec(location)?.[1]?.toLowerCase();
  if (scheme === undefined) return undefined;
  const found = Object.entries(EXTENSIONS).find(([, schemes]) => schemes.includes(scheme));
  if (found) return found[0];
  throw new UsageError(`${location}: DuckDB cannot read ${scheme}://`);
}

/**
 * Loads what a remote location takes.
 * @param install Downloads the extension if it is not here.
 * @throws UsageError that says how to get it.
 */
export async function loadExtension(
  connection: DuckDBConnection,
  extension: string,
  install: boolean,
): Promise<void> {
  try {
    if (install) await connection.run(`INSTALL ${extension}`);
    await connection.run(`LOAD ${extension}`);
  } catch (cause) {
    const [reason] = (cause as Error).message.split('\n');
    throw new UsageError(
      install
        ? `DuckDB's extension ${extension} could not be installed: ${reason}`
        : `reading from the network takes DuckDB's extension ${extension}, which is not installed on this machine: ` +
            '--install-extensions downloads it from extensions.duckdb.org, once; lines can be piped in without it, as in ' +
            'curl -sSf URL | fingerprint-guard report -',
      { cause },
    );
  }
}
