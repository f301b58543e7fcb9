import type { DuckDBConnection } from '@duckdb/node-api';
import { UsageError } from '../usage-error.js';
import { withoutSecrets } from './urls.js';

/** The URL schemes that each extension of DuckDB reads. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  httpfs: ['http', 'https', 's3', 's3a', 's3n', 'gs', 'gcs', 'r2', 'hf'],
  azure: ['az', 'azure', 'abfss'],
};

/** Names the extension that a location requires; undefined for a local file. */
export function extensionOf(location: string): string | undefined {
  const scheme = /^([a-z][a-z0-9]+):\/\//i.exec(location)?.[1]?.toLowerCase();
  if (scheme === undefined) return undefined;
  if (scheme === 'file')
    throw new UsageError(`${withoutSecrets(location)}: name the path of the file instead`);
  const found = Object.entries(EXTENSIONS).find(([, schemes]) => schemes.includes(scheme));
  if (found) return found[0];
  throw new UsageError(`${withoutSecrets(location)}: DuckDB cannot read ${scheme}://`);
}

/**
 * Loads the extension that a remote location requires.
 * @param install Downloads the extension if it is not installed.
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
    const [reason = ''] = (cause as Error).message.split('\n');
    throw new UsageError(`${problemWith(extension, install, reason)}. ${ADVICE}`, { cause });
  }
}

function problemWith(extension: string, install: boolean, reason: string): string {
  if (install) return `DuckDB's extension ${extension} could not be installed: ${reason}`;
  if (!/\bnot found\b/.test(reason)) return `DuckDB's extension ${extension} could not be loaded: ${reason}`;
  return (
    `reading this from the network requires DuckDB's extension ${extension}, which is not installed on this machine: ` +
    '--install-extensions downloads it from extensions.duckdb.org, once'
  );
}

const ADVICE =
  'Without it, fetch the file with another program and name it here; lines of decisions can also be piped in, as in curl -sSf URL | fingerprint-guard report -';
