import { accessSync, closeSync, constants, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../usage-error.js';

/** The beginning of every page. */
const START = '<!doctype html>';

/**
 * Checks the file of `--html` before the work starts, and returns a function that writes the page. Only a page is
 * overwritten: naming a log or a policy is a mistake.
 * @throws UsageError if the file cannot be written, or is not a page. The returned function throws it, too.
 */
export function pageWriter(file: string | undefined): (page: () => string) => void {
  if (file === undefined) return () => undefined;
  attempt(() => checkPlace(file));
  return (page) => attempt(() => writeFileSync(file, page()));
}

function checkPlace(file: string): void {
  if (file === '') throw new UsageError('--html: name a file');
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats?.isDirectory()) throw new UsageError(`--html: ${file}: a folder; name a file in it`);
  if (!stats) accessSync(dirname(file), constants.W_OK);
  else accessSync(file, constants.W_OK);
  if (stats?.isFile() && stats.size > 0 && !isPage(file))
    throw new UsageError(`--html: ${file} is there already, and is no page: name another file`);
}

function isPage(path: string): boolean {
  const head = Buffer.alloc(START.length);
  const file = openSync(path, 'r');
  try {
    readSync(file, head);
  } finally {
    closeSync(file);
  }
  return head.toString().toLowerCase() === START;
}

function attempt(step: () => void): void {
  try {
    step();
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`--html: ${(cause as Error).message}`, { cause });
  }
}
