import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { build, install, root, run } from './workspace.mjs';

/** Not of the workspace: their binaries are large, and nothing else needs them. */
const RUNTIMES = { bun: '1.4.5', deno: '2.9.6', miniflare: '4.20260424.0' };

install();
build();

const cache = join(root, '.cache', 'runtimes');
const versionOf = (manifest) =>
  existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined;
const isInstalled = Object.entries(RUNTIMES).every(
  ([name, version]) => versionOf(join(cache, 'node_modules', name, 'package.json')) === version,
);
if (!isInstalled) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), JSON.stringify({ private: true, dependencies: RUNTIMES }));
  const code = run('npm', ['install', '--prefix', cache, '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) process.exit(code);
}

const folder = join(root, 'test', 'runtimes');
const outdir = join(folder, '.build');
const shared = { bundle: true, format: 'esm', outExtension: { '.js': '.mjs' }, outdir, logLevel: 'warning' };
const entry = (name) => join(folder, `${name}.ts`);
// The packages as they are, resolved by the runtime itself.
const entryPoints = ['main', 'serve-bun', 'serve-deno'].map(entry);
await bundle({ ...shared, entryPoints, platform: 'node', packages: 'external' });
// As the tools of Workers do.
await bundle({
  ...shared,
  entryPoints: [entry('serve-workers')],
  conditions: ['workerd', 'worker', 'browser'],
  mainFields: ['module', 'main'],
  platform: 'neutral',
  external: ['node:*', 'cloudflare:*'],
});

process.exit(run(process.execPath, [join(outdir, 'main.mjs'), cache, ...process.argv.slice(2)]));
