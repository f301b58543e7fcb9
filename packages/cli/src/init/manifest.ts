import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../usage-error.js';
import { withoutMark } from '../without-mark.js';

/** The parts of a `package.json` that are used here. */
export interface Manifest {
  type?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  workspaces?: unknown;
  scripts?: Record<string, string>;
}

/**
 * Reads the `package.json` of a folder.
 * @throws UsageError if there is none, or none that is an object.
 */
export function readManifest(root: string): Manifest {
  const file = join(root, 'package.json');
  let manifest: unknown;
  try {
    manifest = JSON.parse(withoutMark(readFileSync(file, 'utf8')));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    const reason = isMissing
      ? 'no such file: run this in the folder of your server, or name it by --path'
      : message;
    throw new UsageError(`${file}: ${reason}`, { cause });
  }
  if (manifest === null || typeof manifest !== 'object' || Array.isArray(manifest))
    throw new UsageError(`${file}: not an object`);
  return manifest;
}

/** True if a project depends on a package. */
export function dependsOn({ manifest }: { readonly manifest: Manifest }, name: string): boolean {
  return Object.hasOwn({ ...manifest.dependencies, ...manifest.devDependencies }, name);
}
