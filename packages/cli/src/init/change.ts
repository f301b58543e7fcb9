import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
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
    .replace(/^(Index: .*\n)?=+\n/, '')
    .replace(/[\t ]+$/gm, '')
    .trimEnd();
}

/**
 * Writes changes to a project's folder: all of them, or none.
 * @throws UsageError if a file cannot be written, or is no longer as it was when the change was made.
 */
export function applyChanges(root: string, changes: readonly Change[]): void {
  const writes: Write[] = [];
  let path = '';
  try {
    for (const change of changes) {
      path = change.path;
      writes.push(stage(root, change));
    }
    for (const write of writes) {
      path = write.path;
      commit(write);
    }
  } catch (cause) {
    for (const write of writes.reverse()) undo(write);
    throw new UsageError(`${path}: cannot be written: ${(cause as Error).message}; nothing is changed`, {
      cause,
    });
  }
}

/** One file, written beside its place until all others are written, too. */
interface Write extends Change {
  readonly file: string;
  readonly staged: string;
  /** The first folder that the file needs and that is new. */
  readonly newFolder: string | undefined;
  isDone: boolean;
}

function stage(root: string, change: Change): Write {
  const { path, before, after } = change;
  const named = join(root, path);
  const isThere = existsSync(named);
  // A link stays one.
  const file = isThere ? realpathSync(named) : named;
  if ((isThere ? readFileSync(file, 'utf8') : undefined) !== before)
    throw new Error('it has changed in the meantime');
  const newFolder = mkdirSync(dirname(file), { recursive: true });
  const write = { ...change, file, staged: `${file}.${process.pid}.tmp`, newFolder, isDone: false };
  try {
    if (after !== undefined) {
      writeFileSync(write.staged, after);
      if (isThere) chmodSync(write.staged, statSync(file).mode);
    }
  } catch (error) {
    undo(write);
    throw error;
  }
  return write;
}

function commit(write: Write): void {
  const { file, staged, after } = write;
  if (after === undefined) rmSync(file);
  else renameSync(staged, file);
  write.isDone = true;
}

/** Leaves everything as it was, as far as it can be. */
function undo({ file, staged, before, newFolder, isDone }: Write): void {
  rmSync(staged, { force: true });
  if (isDone && before !== undefined) writeFileSync(file, before);
  else if (isDone) rmSync(file, { force: true });
  if (newFolder !== undefined) rmSync(newFolder, { recursive: true, force: true });
}
