import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { FingerprintError, type LocationProvider } from '@fingerprint-guard/core';
import { type FindRecord, readDatabase } from './database.js';
import { recordLocation } from './record-location.js';
import { fileVersion, watchFile } from './watch-file.js';

/** The database file, and the handling of a newer one. */
export interface MmdbLocationProviderOptions {
  /** A MaxMind DB file: GeoLite2 or GeoIP2 City or Country, DB-IP, or one of ip-location-db. */
  path: string;
  /**
   * The interval at which the file is checked for a newer version, ms; a newer version is loaded as by `reload()`.
   * Replace the file by renaming, so that a half-written one is never read. The timer does not keep the process alive.
   * @defaultValue never
   */
  watchEveryMs?: number | undefined;
  /**
   * Called for each newer file that the check found and loaded: with an error if the old one stays in use.
   * @defaultValue errors are logged to the console
   */
  onReload?: ((error?: FingerprintError) => void) | undefined;
}

/** Locates addresses with a database. A lookup is in memory and takes about a microsecond. */
export interface MmdbLocationProvider extends LocationProvider {
  /**
   * Loads the file again, without interrupting lookups. If that fails, the current database stays in use.
   * @throws FingerprintError `ERR_FP_OPTION` as at creation, `ERR_FP_CLOSED` after `close()`.
   */
  reload(): Promise<void>;
  /** Stops checking the file and releases the database; later lookups throw `ERR_FP_CLOSED`. Idempotent. */
  close(): void;
}

/**
 * Builds a location provider over a MaxMind DB file, which it loads into memory at once, so that a broken file shows at
 * start-up. The file is the operator's: its locations are trusted.
 * @throws FingerprintError `ERR_FP_OPTION` if the file is missing, cannot be read or is not such a database.
 * @example
 * ```ts
 * import { createFingerprintGuard } from '@fingerprint-guard/core';
 * import { createMmdbLocationProvider } from '@fingerprint-guard/geoip';
 *
 * createFingerprintGuard({
 *   apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
 *   geo: createMmdbLocationProvider({ path: 'GeoLite2-City.mmdb', watchEveryMs: 3_600_000 }),
 * });
 * ```
 */
export function createMmdbLocationProvider(options: MmdbLocationProviderOptions): MmdbLocationProvider {
  const { path, watchEveryMs, onReload = warnOnConsole } = checked(options);
  const version = fileVersion(path);
  let find: FindRecord | undefined = load(path);

  async function reload(): Promise<void> {
    if (!find) throw closed();
    const bytes = await readFile(path).catch(unreadable);
    const next = readDatabase(bytes);
    if (find) find = next;
  }

  /** A failing hook must not end the process. */
  const onChange = async () => {
    if (!find) return;
    await reload()
      .then(() => onReload(), onReload)
      .catch(() => {});
  };
  const stop = watchEveryMs === undefined ? undefined : watchFile(path, watchEveryMs, version, onChange);

  return {
    locate(ip) {
      if (!find) throw closed();
      return recordLocation(find(ip));
    },
    reload,
    close() {
      find = undefined;
      stop?.();
    },
  };
}

function checked(options: MmdbLocationProviderOptions): MmdbLocationProviderOptions {
  const { path, watchEveryMs = 1 } = options ?? {};
  if (typeof path !== 'string' || path === '')
    throw new FingerprintError('ERR_FP_OPTION', 'path: expected the path of a MaxMind DB file');
  if (!(Number.isFinite(watchEveryMs) && watchEveryMs > 0))
    throw new FingerprintError('ERR_FP_OPTION', 'watchEveryMs: expected a number of milliseconds above 0');
  return options;
}

function load(path: string): FindRecord {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    return unreadable(cause);
  }
  return readDatabase(bytes);
}

function unreadable(cause: unknown): never {
  const { code } = cause as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`;
  throw new FingerprintError('ERR_FP_OPTION', `path: ${why}`, { cause });
}

const closed = () => new FingerprintError('ERR_FP_CLOSED', 'the location provider is closed');

function warnOnConsole(error?: FingerprintError): void {
  if (!error) return;
  const { message, help } = error;
  console.warn(`[fingerprint-guard] ${message}; the database loaded before stays in use; see ${help}`);
}
