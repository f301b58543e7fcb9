import { closeSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { UsageError } from '../usage-error.js';
import { FIRST_BYTES, formatOf } from './first-bytes.js';
import type { Format } from './format.js';
import { quoted } from './quoted.js';
import { extensionOf, loadExtension } from './remote.js';
import { isHttp, isParquetUrl, withoutSecrets } from './urls.js';

/** One file of decisions. */
export interface Source {
  /** The name for messages. */
  readonly name: string;
  /**
   * The location that DuckDB opens: a file with exactly this name takes precedence over what it would match as a glob.
   */
  readonly location: string;
  /** Undefined for a URL, whose name decides, and for a named pipe, whose content decides. */
  readonly format: Format | undefined;
  /** The way to open it. */
  readonly opener: 'file' | 'http' | 'duckdb';
  /** The size on disk, if it is known. */
  readonly bytes: number | undefined;
}

/** The options for finding and opening files. */
export interface SourceOptions {
  readonly format?: Format | undefined;
  readonly installExtensions?: boolean | undefined;
  /** Leaves files that only DuckDB can read to it, others are read over HTTP. @defaultValue all are left to DuckDB */
  readonly overHttp?: boolean | undefined;
}

/** The source of `-`, which is not a file. */
export const STDIN: Source = {
  name: 'stdin',
  location: '-',
  format: undefined,
  opener: 'file',
  bytes: undefined,
};

const MAGIC = /[*?[]/;

/**
 * Finds the files that the arguments name: paths, globs, `-` and URLs, in the given order; the files of a glob by name.
 * A file that several arguments name is read once.
 * @throws UsageError if there is no such file.
 */
export async function findSources(
  connection: DuckDBConnection,
  patterns: readonly string[],
  { format, installExtensions = false, overHttp = false }: SourceOptions,
): Promise<Source[]> {
  const sources: Source[] = [];
  for (const pattern of patterns) {
    if (overHttp && isHttp(pattern) && (format ?? (isParquetUrl(pattern) && 'parquet')) !== 'parquet') {
      sources.push({
        name: withoutSecrets(pattern),
        location: pattern,
        format,
        opener: 'http',
        bytes: undefined,
      });
      continue;
    }
    const extension = pattern === '-' ? undefined : extensionOf(pattern);
    if (extension !== undefined) {
      await loadExtension(connection, extension, installExtensions);
      const isGlob = MAGIC.test(pattern) && !isHttp(pattern);
      const found = isGlob ? await glob(connection, pattern) : [pattern];
      sources.push(
        ...found.map(
          (location): Source => ({
            name: withoutSecrets(location),
            location,
            format,
            opener: 'duckdb',
            bytes: undefined,
          }),
        ),
      );
    } else if (pattern === '-') sources.push(STDIN);
    else sources.push(...(await findFiles(connection, pattern, format)));
  }
  const byPlace = new Map<string, Source>();
  for (const source of sources) {
    const place = source !== STDIN && source.opener === 'file' ? resolve(source.location) : source.location;
    if (!byPlace.has(place)) byPlace.set(place, source);
  }
  return [...byPlace.values()];
}

async function findFiles(
  connection: DuckDBConnection,
  pattern: string,
  format: Format | undefined,
): Promise<Source[]> {
  const sourceOf = (path: string, stats: Stats): Source => {
    if (stats.isDirectory())
      throw new UsageError(`${path}: a folder; name its files, such as '${path.replace(/\/$/, '')}/*.jsonl'`);
    return {
      name: path,
      location: path,
      format: stats.isFile() ? (format ?? formatIn(path)) : undefined,
      opener: 'file',
      bytes: stats.size,
    };
  };
  const stats = statSync(pattern, { throwIfNoEntry: false });
  if (stats) return [sourceOf(pattern, stats)];
  if (!MAGIC.test(pattern)) throw new UsageError(`${pattern}: no such file`);
  const names = await glob(connection, pattern);
  return names.map((name) => sourceOf(name, statSync(name)));
}

/** The content of a file decides, not its name; a file that is only named Parquet is damaged, and has no lines. */
export function formatIn(path: string): Format {
  const format = formatOf(headOf(path));
  return format === 'ndjson' && isParquetName(path) ? 'parquet' : format;
}

/** True for the name of a Parquet file. */
export const isParquetName = (name: string): boolean => /\.parquet$/i.test(name);

/** Reads the first bytes of a file. */
function headOf(path: string): Uint8Array {
  const head = new Uint8Array(FIRST_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      readSync(file, head);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw new UsageError(`${path}: cannot be read: ${(cause as Error).message}`, { cause });
  }
  return head;
}

async function glob(connection: DuckDBConnection, pattern: string): Promise<string[]> {
  const reader = await connection.runAndReadAll(`SELECT file FROM glob(${quoted(pattern)}) ORDER BY file`);
  const names = reader.getRows().map(([name]) => String(name));
  if (names.length === 0) throw new UsageError(`${pattern}: no file matches`);
  return names;
}
