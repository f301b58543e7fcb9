import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { build, install, root, run } from './workspace.mjs';

/** Not in the workspace: their binaries are large, and nothing else needs them. */
const RUNTIMES = { bun: '1.4.5', deno: '2.9.6', miniflare: '4.20260424.0', workerd: '1.20261117.1' };

const cache = join(root, '.cache', 'runtimes');

install();
build();
installRuntimes();

const folder = join(root, 'test', 'runtimes');
const outdir = join(folder, '.build');
const shared = { bundle: true, format: 'esm', outExtension: { '.js': '.mjs' }, outdir, logLevel: 'warning' };
const entry = (name) => join(folder, `${name}.ts`);
// The packages as published, resolved by the runtime itself.
const entryPoints = ['main', 'serve-node', 'serve-bun', 'serve-deno'].map(entry);
await bundle({ ...shared, entryPoints, platform: 'node', packages: 'external' });
// Bundled, as the tools for Workers do.
const forWorkers = {
  ...shared,
  conditions: ['workerd', 'worker', 'browser'],
  mainFields: ['module', 'main'],
  platform: 'neutral',
  external: ['node:*', 'cloudflare:*'],
};
await bundle({ ...forWorkers, entryPoints: ['serve-workers', 'serve-main-entry'].map(entry) });
const started = {
  contents: workerOfDocument(),
  resolveDir: folder,
  sourcefile: 'start-workers.ts',
  loader: 'ts',
};
await bundle({
  ...forWorkers,
  stdin: started,
  outdir: undefined,
  outfile: join(outdir, 'start-workers.mjs'),
});

process.exit(run(process.execPath, [join(outdir, 'main.mjs'), cache, ...process.argv.slice(2)]));

/** The Worker of the document, with the line for the emulator that the document tells to add. */
function workerOfDocument() {
  const text = readFileSync(join(root, 'docs', 'start-workers.md'), 'utf8');
  const [, code] = /^`worker\.ts`:\n\n```ts\n(.*?)^```$/ms.exec(text);
  const [, line] = /Add the line `(baseUrl: .*?)`/.exec(text);
  return code.replace('createFingerprintGuard({', `$&\n  ${line},`);
}

/** Installs the runtimes, all at once, unless these versions are already completely installed. */
function installRuntimes() {
  const manifest = JSON.stringify({ private: true, dependencies: RUNTIMES });
  const installed = join(cache, 'installed.json');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === manifest) return;
  const options = [
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--fetch-retries=5',
    '--fetch-timeout=60000',
  ];
  for (let tries = 0; tries < 3; tries++) {
    rmSync(cache, { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    writeFileSync(join(cache, 'package.json'), manifest);
    if (run('npm', ['install', '--prefix', cache, ...options]) !== 0) continue;
    writeFileSync(installed, manifest);
    return;
  }
  const names = Object.entries(RUNTIMES).map((parts) => parts.join('@'));
  console.error(
    `\nNo runtime was tested: the npm registry did not give ${names.join(', ')}; npm says why above.`,
  );
  console.log('0 passed, 1 failed');
  process.exit(1);
}
