import { statSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { DuckDBConnection } from '@duckdb/node-api';
import { UsageError } from '../usage-error.js';
import { quoted } from './duckdb.js';
import { extensionOf, loadExtension } from './remote.js';

/** The formats of decisions, as `--format` names them. */
export const FORMATS = ['ndjson', 'ndjson.gz', 'ndjson.zst', 'parquet'] as const;

/** One of {@link FORMATS}. */
export type Format = (typeof FORMATS)[number];

/** One file of decisions. */
export interface Source {
  /** As messages name it. */
  readonly name: string;
  /** As DuckDB opens it: a file of this very name comes before what it would match as a glob. */
  readonly location: string;
  /** Undefined to go by the name. */
  readonly format: Format | undefined;
  /** Its length on disk, if it is known. */
  readonly bytes: number | undefined;
}

/** How to find and open files. */
export interface SourceOptions {
  readonly format?: Format | undefined;
  readonly installExtensions?: boolean | undefined;
}

const STDIN = '/dev/stdin';
const MAGIC = /[*?[]/;

/**
 * Finds the files that arguments name: paths, globs, `-` and URLs, in this order; each glob's files by name.
 * @throws UsageError if there is no such file.
 */
export async function findSources(
  connection: DuckDBConnection,
  patterns: readonly string[],
  { format, installExtensions = false }: SourceOptions,
): Promise<Source[]> {
  const sources: Source[] = [];
  for (const pattern of patterns) {
    const extension = pattern === '-' ? undefined : extensionOf(pattern);
    if (extension !== undefined) {
      await loadExtension(connection, extension, installExtensions);
      const isGlob = MAGIC.test(pattern) && !/^https?:/i.test(pattern);
      const found = isGlob ? await glob(connection, pattern) : [pattern];
      sources.push(...found.map((name) => ({ name, location: name, format, bytes: undefined })));
    } else if (pattern === '-') sources.push(stdin(format));
    else sources.push(...(await findFiles(connection, pattern, format)));
  }
  return sources;
}

/** DuckDB unpacks no pipe. */
function stdin(format: Format | undefined): Source {
  if (process.platform === 'win32') throw new UsageError('-: not on Windows; name a file instead');
  if (format === 'parquet')
    throw new UsageError('-: Parquet cannot be read from a pipe; name a file instead');
  if (format !== undefined && format !== 'ndjson')
    throw new UsageError('-: a pipe is read as it is: unpack it first, such as with gunzip -c or zstd -dc');
  if (isatty(0)) throw new UsageError('-: nothing is piped in');
  return { name: 'stdin', location: STDIN, format: 'ndjson', bytes: undefined };
}

async function findFiles(
  connection: DuckDBConnection,
  pattern: string,
  format: Format | undefined,
): Promise<Source[]> {
  const sizeOf = (path: string): number | undefined => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory())
      throw new UsageError(`${path}: a folder; name its files, such as '${path.replace(/\/$/, '')}/*.jsonl'`);
    return stats?.size;
  };
  const bytes = sizeOf(pattern);
  if (bytes !== undefined) return [{ name: pattern, location: pattern, format, bytes }];
  if (!MAGIC.test(pattern)) throw new UsageError(`${pattern}: no such file`);
  const names = await glob(connection, pattern);
  return names.map((name) => ({ name, location: name, format, bytes: sizeOf(name) }));
}

async function glob(connection: DuckDBConnection, pattern: string): Promise<string[]> {
  const reader = await connection.runAndReadAll(`SELECT file FROM glob(${quoted(pattern)}) ORDER BY file`);
  const names = reader.getRows().map(([name]) => String(name));
  if (names.length === 0) throw new UsageError(`${pattern}: no file matches`);
  return names;
}
