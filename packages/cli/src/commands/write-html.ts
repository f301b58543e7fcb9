import { writeFileSync } from 'node:fs';
import { UsageError } from '../usage-error.js';

/** Writes a page. @throws UsageError if the file cannot be written. */
export function writeHtml(file: string, html: string): void {
  try {
    writeFileSync(file, html);
  } catch (cause) {
    throw new UsageError(`--html: ${(cause as Error).message}`, { cause });
  }
}
