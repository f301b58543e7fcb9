import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute } from './execute.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

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
  manifest: Manifest;
}

/** Packs every package into a folder, in the way that a release does. */
export async function packAll(folder: string): Promise<Tarball[]> {
  const pack = ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder];
  await execute('npx', ['-y', packageManager, ...pack], { cwd: root });
  return Promise.all(readdirSync(folder).map((name) => open(join(folder, name))));
}

async function open(file: string): Promise<Tarball> {
  const listing = await execute('tar', ['-tzf', file]);
  const manifest = await execute('tar', ['-xzOf', file, 'package/package.json']);
  const files = listing.trim().split('\n');
  return { file, files: files.map((path) => path.replace('package/', '')), manifest: JSON.parse(manifest) };
}
