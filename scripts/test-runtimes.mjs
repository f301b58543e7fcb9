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
const entryPoints = ['main', 'serve-node', 'serve-bun', 'serve-deno', 'serve-functions'].map(entry);
const onNode = { ...shared, platform: 'node', packages: 'external' };
await bundle({ ...onNode, entryPoints });
for (const platform of ['vercel', 'netlify']) await bundleFunction(platform);
// Bundled, as the tools for Workers do.
const forWorkers = {
  ...shared,
  conditions: ['workerd', 'worker', 'browser'],
  mainFields: ['module', 'main'],
  platform: 'neutral',
  external: ['node:*', 'cloudflare:*'],
};
await bundle({ ...forWorkers, entryPoints: ['serve-workers', 'serve-main-entry'].map(entry) });
for (const [name, contents] of Object.entries(workersOfDocument())) {
  const stdin = { contents, resolveDir: folder, sourcefile: `${name}.ts`, loader: 'ts' };
  await bundle({ ...forWorkers, stdin, outdir: undefined, outfile: join(outdir, `${name}.mjs`) });
}

process.exit(run(process.execPath, [join(outdir, 'main.mjs'), cache, ...process.argv.slice(2)]));

/** The function of a platform in the document, and the guard that it takes for granted. */
async function bundleFunction(platform) {
  const blocks = readFileSync(join(root, 'docs', 'runtimes.md'), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms);
  const [code] = [...blocks]
    .map(([, block]) => block)
    .filter((block) => block.includes(`@${platform}/functions`));
  const contents = `${code}
    import { createFingerprintGuard } from '@fingerprint-guard/core';
    const { FINGERPRINT_SECRET_API_KEY: apiKey, FINGERPRINT_BASE_URL: baseUrl, CLIENT_IP } = process.env;
    const clientIp = JSON.parse(CLIENT_IP ?? '{}').${platform};
    const guard = createFingerprintGuard({ apiKey, baseUrl, clientIp, policy: { extends: 'strict' } });`;
  const stdin = { contents, resolveDir: folder, sourcefile: `${platform}.ts`, loader: 'ts' };
  await bundle({ ...onNode, stdin, outdir: undefined, outfile: join(outdir, `function-${platform}.mjs`) });
}

/** The Worker of the document, with the lines that the document tells to add: for the emulator, and for a Durable Object. */
function workersOfDocument() {
  const text = readFileSync(join(root, 'docs', 'start-workers.md'), 'utf8');
  const [, code] = /^`worker\.ts`:\n\n```ts\n(.*?)^```$/ms.exec(text);
  const [, baseUrl] = /Add the line `(baseUrl: .*?)`/.exec(text);
  const [, beginning] = /begin `worker\.ts` with these lines:\n((?: +`.*`\n)+)/.exec(text);
  const [, replayStore] = /add the line `(replayStore: .*?)`/.exec(text);
  const worker = code.replace('createFingerprintGuard({', `$&\n  ${baseUrl},`);
  return {
    'start-workers': worker,
    'start-workers-durable': `${beginning.replaceAll('`', '')}${worker.replace('createFingerprintGuard({', `$&\n  ${replayStore}`)}`,
  };
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
