import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
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
  license: string;
  manifest: Manifest;
}

/** Packs every package into a folder, in the way that a release does. */
export async function packAll(folder: string): Promise<Tarball[]> {
  const pack = ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder];
  await execute('npx', ['-y', packageManager, ...pack], { cwd: root });
  return Promise.all(readdirSync(folder).map((name) => open(join(folder, name))));
}

async function open(file: string): Promise<Tarball> {
  const unpacked = file.replace(/\.tgz$/, '');
  mkdirSync(unpacked);
  await execute('tar', ['-xzf', file, '-C', unpacked, '--strip-components=1']);
  const read = (path: string) => readFileSync(join(unpacked, path), 'utf8');
  const files = readdirSync(unpacked, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(unpacked, join(parentPath, name)));
  const documents = new Map(files.filter((path) => path.endsWith('.md')).map((path) => [path, read(path)]));
  return { file, files, documents, license: read('LICENSE'), manifest: JSON.parse(read('package.json')) };
}
