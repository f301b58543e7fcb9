import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's own folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Runs a command in the repository and returns its exit code. */
export function run(command, args, env = {}, stdio = 'inherit') {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio,
    env: { ...process.env, ...env },
  });
  if (error) throw error;
  return status ?? 1;
}

/** Runs an installed tool of the workspace, named by its file in `node_modules/.bin`. */
export const tool = (name, args, env) => run(join(root, 'node_modules', '.bin', name), args, env);

/** Starts a Node program that outlives this call. */
export const startNode = (args, options) => spawn(process.execPath, args, { cwd: root, ...options });

/** Installs the locked dependencies, unless the last install is newer than the lock file. */
export function install() {
  const installed = join(root, 'node_modules', '.modules.yaml');
  const lockfile = join(root, 'pnpm-lock.yaml');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return;
  const code = run('npx', ['-y', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only']);
  if (code !== 0) process.exit(code);
}

/** Builds every package twice: ES modules and CommonJS. The documents, which errors point at, go along with the core. */
export function build() {
  const code = tool('tsc', ['-b', 'tsconfig.json']);
  if (code !== 0) process.exit(code);
  copyDocuments();
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name, 'dist', 'cjs');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n');
  }
}

function copyDocuments() {
  const [from, to] = [join(root, 'docs'), join(root, 'packages', 'core', 'docs')];
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to);
  for (const file of readdirSync(from).filter((name) => name.endsWith('.md')))
    copyFileSync(join(from, file), join(to, file));
}

/** Packs every package into a folder, as it is published. */
export function pack(folder) {
  const args = ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder];
  // It names every file.
  const code = run('npx', ['-y', packageManager, ...args], {}, ['ignore', 'ignore', 'inherit']);
  if (code !== 0) process.exit(code);
  return readdirSync(folder).map((file) => ({
    name: file.replace(/^fingerprint-guard-|-[0-9].*$/g, ''),
    file: join(folder, file),
  }));
}
