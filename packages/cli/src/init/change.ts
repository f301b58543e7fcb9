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
import { BYTE_ORDER_MARK, withoutMark } from '../without-mark.js';

/** One file of a project, before and after; neither includes a byte order mark, which stays in the file. */
export interface Change {
  /** Relative to the project, with `/`. */
  readonly path: string;
  /** `undefined` for a new file. */
  readonly before: string | undefined;
  readonly after: string;
  /** The only lines of a file with secrets that may be shown. */
  readonly shownAs?: readonly string[];
}

/** Formats a change as a unified diff; of a file with secrets, only the added lines. */
export function showChange({ path, before, after, shownAs }: Change): string {
  if (shownAs) return [`+++ ${path}`, ...shownAs.map((line) => `+${line}`)].join('\n');
  const from = before === undefined ? '/dev/null' : path;
  const patch = createTwoFilesPatch(from, path, before ?? '', after, undefined, undefined, {
    context: 2,
  });
  return patch
    .replace(/^(Index: .*\n)?=+\n/, '')
    .replace(/[\t ]+$/gm, '')
    .trimEnd();
}

/**
 * Writes changes to a project's folder: all of them, or none.
 * @throws UsageError if a file cannot be written, or has changed since the change was planned.
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

/** One file, staged next to its target until all others are staged too. */
interface Write {
  readonly path: string;
  /** The original content of the file, with its byte order mark. */
  readonly before: string | undefined;
  readonly file: string;
  readonly staged: string;
  /** The topmost folder that is created for the file. */
  readonly newFolder: string | undefined;
  isDone: boolean;
}

function stage(root: string, { path, before, after }: Change): Write {
  const named = join(root, path);
  const isThere = existsSync(named);
  // A symbolic link stays one.
  const file = isThere ? realpathSync(named) : named;
  const found = isThere ? readFileSync(file, 'utf8') : undefined;
  if ((found === undefined ? undefined : withoutMark(found)) !== before)
    throw new Error('it has changed in the meantime');
  const mark = found?.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const newFolder = mkdirSync(dirname(file), { recursive: true });
  const staged = `${file}.${process.pid}.tmp`;
  const write = { path, before: found, file, staged, newFolder, isDone: false };
  const mode = isThere ? statSync(file).mode : undefined;
  try {
    // Never readable by more users than the file itself, not even for a moment.
    writeFileSync(staged, mark + after, { mode: mode ?? 0o666, flag: 'wx' });
    // The umask of the process.
    if (mode !== undefined) chmodSync(staged, mode);
  } catch (error) {
    undo(write);
    throw error;
  }
  return write;
}

function commit(write: Write): void {
  renameSync(write.staged, write.file);
  write.isDone = true;
}

/** Restores the original state, as far as possible. */
function undo({ file, staged, before, newFolder, isDone }: Write): void {
  rmSync(staged, { force: true });
  if (isDone && before !== undefined) writeFileSync(file, before);
  else if (isDone) rmSync(file, { force: true });
  if (newFolder !== undefined) rmSync(newFolder, { recursive: true, force: true });
}
