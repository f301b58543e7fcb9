import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { UsageError } from '../usage-error.js';

/** One file of a project, before and after. */
export interface Change {
  /** Relative to the project, with `/`. */
  readonly path: string;
  /** `undefined` for a new file. */
  readonly before: string | undefined;
  /** `undefined` for a file that goes. */
  readonly after: string | undefined;
  /** The only lines that may be shown of a file that holds secrets. */
  readonly shownAs?: readonly string[];
}

/** A change as a unified diff; of a file with secrets, the added lines alone. */
export function showChange({ path, before, after, shownAs }: Change): string {
  if (shownAs) return [`+++ ${path}`, ...shownAs.map((line) => `+${line}`)].join('\n');
  const from = before === undefined ? '/dev/null' : path;
  const to = after === undefined ? '/dev/null' : path;
  const patch = createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, {
    context: 2,
  });
  return patch
    .replace(/^=+\n/, '')
    .replace(/[\t ]+$/gm, '')
    .trimEnd();
}

/**
 * Writes changes to a project's folder.
 * @throws UsageError if a file cannot be written; those before it are.
 */
export function applyChanges(root: string, changes: readonly Change[]): void {
  for (const { path, after } of changes) {
    const file = join(root, path);
    try {
      if (after === undefined) rmSync(file);
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, after);
      }
    } catch (cause) {
      throw new UsageError(`${path}: cannot be written: ${(cause as Error).message}`, { cause });
    }
  }
}
