import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { entriesOf, isSourceFolder } from './folders.js';
import { type Manifest, readManifest } from './manifest.js';

const LOCKFILES = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
  'package-lock.json': 'npm',
} as const;

/** Finds the package manager of a project by its lockfile, or by that of the workspace around it. */
export function packageManagerOf(root: string): string {
  const workspace = workspaceAround(root);
  return lockedBy(root) ?? (workspace && lockedBy(workspace)) ?? 'npm';
}

const lockedBy = (folder: string): string | undefined =>
  Object.entries(LOCKFILES).find(([name]) => existsSync(join(folder, name)))?.[1];

function workspaceAround(folder: string): string | undefined {
  const parent = dirname(folder);
  if (parent === folder) return undefined;
  const isWorkspace =
    existsSync(join(parent, 'pnpm-workspace.yaml')) || manifestIn(parent)?.workspaces !== undefined;
  return isWorkspace ? parent : workspaceAround(parent);
}

/** A package in a folder of a project, such as `apps/api`. */
export interface NestedPackage {
  readonly path: string;
  readonly manifest: Manifest;
}

/** Deeper than workspaces have packages. */
const MAX_DEPTH = 4;

/** Finds the packages below a folder. */
export function packagesBelow(root: string, path = '', depth = 1): NestedPackage[] {
  const folders = entriesOf(join(root, path)).filter(isSourceFolder);
  return folders.flatMap(({ name }) => {
    const below = path === '' ? name : `${path}/${name}`;
    const manifest = manifestIn(join(root, below));
    const deeper = depth < MAX_DEPTH ? packagesBelow(root, below, depth + 1) : [];
    return manifest ? [{ path: below, manifest }, ...deeper] : deeper;
  });
}

/** Another package's `package.json`, which may be missing or broken. */
function manifestIn(folder: string): Manifest | undefined {
  try {
    return readManifest(folder);
  } catch {
    return undefined;
  }
}
