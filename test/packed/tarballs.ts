import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute } from './execute.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The pnpm of the repository, by name and version. */
export const { packageManager }: { packageManager: string } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

/** What the tests read of a `package.json`. */
export interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  [field: string]: unknown;
}

/** A package as it is published. */
export interface Tarball {
  file: string;
  files: string[];
  /** Its Markdown, by its path. */
  documents: ReadonlyMap<string, string>;
  manifest: Manifest;
}

/** Packs every package into a folder, in the way that a release does. */
export async function packAll(folder: string): Promise<Tarball[]> {
  const pack = ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder];
  await execute('npx', ['-y', packageManager, ...pack], { cwd: root });
  return Promise.all(readdirSync(folder).map((name) => open(join(folder, name))));
}

async function open(file: string): Promise<Tarball> {
  const read = (path: string) => execute('tar', ['-xzOf', file, `package/${path}`]);
  const listing = await execute('tar', ['-tzf', file]);
  const files = listing
    .trim()
    .split('\n')
    .map((path) => path.replace('package/', ''));
  const documents = new Map<string, string>();
  for (const path of files.filter((path) => path.endsWith('.md'))) documents.set(path, await read(path));
  return { file, files, documents, manifest: JSON.parse(await read('package.json')) };
}
