import { join, resolve } from 'node:path';
import { build as bundle } from 'esbuild';
import { build, install, root, run } from './workspace.mjs';

// Plays the labelled corpus of `test/corpus`, and writes its shop's log to the given folder, or to `.cache/corpus`.

install();
build();

const folder = join(root, 'test', 'corpus');
const outfile = join(folder, '.build', 'write-log.mjs');
await bundle({
  entryPoints: [join(folder, 'write-log.ts')],
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  outfile,
  logLevel: 'warning',
});
process.exitCode = run(process.execPath, [
  outfile,
  resolve(process.argv[2] ?? join(root, '.cache', 'corpus')),
]);
