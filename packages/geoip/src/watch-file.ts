import { type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';

/**
 * Identifies a version of a file: a file renamed into place has another inode number, a rewritten one another
 * modification time.
 */
export type FileVersion = string;

const GONE: FileVersion = 'gone';
const versionOf = ({ ino, size, mtimeMs }: Stats): FileVersion => `${ino} ${size} ${mtimeMs}`;

/** Reads the current version of the file at a path. */
export function fileVersion(path: string): FileVersion {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? versionOf(stats) : GONE;
}

/**
 * Checks a file repeatedly, and calls back if its version has changed, also if it is gone. The first comparison is with
 * the version that the caller passes, so that no change in between is missed.
 * @returns A function that stops it.
 */
export function watchFile(
  path: string,
  everyMs: number,
  from: FileVersion,
  onChange: () => Promise<void>,
): () => void {
  let seen = from;
  let looking = false;
  const timer = setInterval(async () => {
    if (looking) return;
    looking = true;
    const version = await stat(path).then(versionOf, () => GONE);
    if (version !== seen) {
      seen = version;
      await onChange();
    }
    looking = false;
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
