import { accessSync, closeSync, constants, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PAGE_START } from '../html/page.js';
import { UsageError } from '../usage-error.js';

/**
 * Checks the file of `--html` before the work starts, and returns a function that writes the page. Only a page that this
 * function wrote is overwritten: naming a log, a policy or the page of a site is a mistake.
 * @throws UsageError if the file cannot be written, or is not such a page. The returned function throws it, too.
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
    throw new UsageError(`--html: ${file} is there already, and is no page of this tool: name another file`);
}

function isPage(path: string): boolean {
  const head = Buffer.alloc(Buffer.byteLength(PAGE_START.text));
  const file = openSync(path, 'r');
  try {
    readSync(file, head);
  } finally {
    closeSync(file);
  }
  return head.toString() === PAGE_START.text;
}

function attempt(step: () => void): void {
  try {
    step();
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`--html: ${(cause as Error).message}`, { cause });
  }
}
