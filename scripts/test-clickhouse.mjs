import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { build, install, root, run } from './workspace.mjs';

/** ClickHouse as a library; not in the workspace, because it takes half a gigabyte. */
const CHDB = '3.4.0';

install();
build();

const cache = join(root, '.cache', 'clickhouse');
const manifest = join(cache, 'node_modules', 'chdb', 'package.json');
if (!existsSync(manifest) || JSON.parse(readFileSync(manifest, 'utf8')).version !== CHDB) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), JSON.stringify({ private: true, dependencies: { chdb: CHDB } }));
  const code = run('npm', ['install', '--prefix', cache, '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) process.exit(code);
}

const folder = join(root, 'packages', 'cli', 'test', 'sql');
const outfile = join(folder, '.build', 'clickhouse.mjs');
await bundle({
  entryPoints: [join(folder, 'clickhouse.ts')],
  bundle: true,
  format: 'esm',
  platform: 'node',
  // CommonJS packages `require` modules of Node.
  banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
  outfile,
  logLevel: 'warning',
});
process.exit(run(process.execPath, [outfile, cache, ...process.argv.slice(2)]));
