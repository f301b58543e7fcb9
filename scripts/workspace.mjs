import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

/** Runs an installed tool, and returns its output and whether it passed. */
export const capture = (name, args, env) => captured(join(root, 'node_modules', '.bin', name), args, env);

/** Runs a Node program of the repository, and returns its output and whether it passed. */
export const captureNode = (file) => captured(process.execPath, [join(root, file)]);

function captured(command, args, env = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: { ...process.env, ...env },
  });
  if (error) throw error;
  return { passed: status === 0, output: `${stdout}${stderr}` };
}

/** The environment in which Jest can run ES modules; with more room for what is young, it spends less on collecting garbage. */
export const jestEnv = {
  NODE_OPTIONS:
    `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings --max-semi-space-size=64`.trim(),
};

/** Starts a Node program that outlives this call. */
export const startNode = (args, options) => spawn(process.execPath, args, { cwd: root, ...options });

/** Installs the locked dependencies, unless the last install is newer than the lock file. */
export function install() {
  const installed = join(root, 'node_modules', '.modules.yaml');
  const lockfile = join(root, 'pnpm-lock.yaml');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return;
  const args = ['-y', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'];
  endIfFailed('installing', run('npx', args));
}

/**
 * Builds every package twice: ES modules and CommonJS. The inspector's page becomes a part of its sources first; the
 * page's helper is also built as a classic script. The core's package contains the documents that errors and READMEs
 * refer to.
 */
export function build() {
  endIfFailed('the inspector’s page', run(process.execPath, [join(root, 'scripts', 'inspector-page.mjs')]));
  endIfFailed('the build', tool('tsc', ['-b', 'tsconfig.json']));
  endIfFailed('the script for pages', run(process.execPath, [join(root, 'scripts', 'bundle.mjs')]));
  copyDocuments();
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name, 'dist', 'cjs');
    mkdirSync(folder, { recursive: true });
    write(join(folder, 'package.json'), '{"type":"commonjs"}\n');
  }
}

/** Documents that are useful only next to the sources. */
const FOR_CONTRIBUTORS = ['architecture.md'];

function copyDocuments() {
  const [from, to] = [join(root, 'docs'), join(root, 'packages', 'core', 'docs')];
  const names = readdirSync(from).filter((name) => name.endsWith('.md') && !FOR_CONTRIBUTORS.includes(name));
  mkdirSync(to, { recursive: true });
  for (const old of readdirSync(to).filter((name) => !names.includes(name))) rmSync(join(to, old));
  for (const name of names)
    write(join(to, name), packedDocument(readFileSync(join(from, name), 'utf8'), names));
}

/**
 * Adapts a document for the installed package, which has only these documents and no pictures: a link to a document of
 * another package becomes its name, and any other link its label.
 */
function packedDocument(text, names) {
  const [CODE, PICTURE, LINK] = [
    /(^```.*?^```$)/ms,
    /<picture>.*?<\/picture>\n*/g,
    /\[([^\]]*)\]\((?!\w+:)([^)\s#]+)(#[^)\s]*)?\)/g,
  ];
  const rename = (link, label, path, anchor = '') => {
    if (names.includes(path)) return link;
    const isOurs = path.startsWith('../packages/');
    return isOurs ? `${label} (\`${path.replace('../packages', '@fingerprint-guard')}${anchor}\`)` : label;
  };
  return text
    .split(CODE)
    .map((part) => (part.startsWith('```') ? part : part.replace(PICTURE, '').replace(LINK, rename)))
    .join('');
}

/** Writes a file unless it already has this content: another program may be reading it. */
function write(file, text) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}

function endIfFailed(what, code) {
  if (code === 0) return;
  console.error(`\nfailed: ${what}`);
  process.exit(code);
}

/** Packs every package into a folder, as for publishing. */
export function pack(folder) {
  const args = ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder];
  // npm lists every file.
  endIfFailed('packing', run('npx', ['-y', packageManager, ...args], {}, ['ignore', 'ignore', 'inherit']));
  return readdirSync(folder).map((file) => ({
    name: file.replace(/^fingerprint-guard-|-[0-9].*$/g, ''),
    file: join(folder, file),
  }));
}
