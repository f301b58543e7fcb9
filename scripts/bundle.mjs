import { join } from 'node:path';
import { build } from 'esbuild';
import { pageScript } from './page-script.mjs';
import { root } from './workspace.mjs';

const folder = join(root, 'packages', 'browser');
await build({
  ...pageScript,
  entryPoints: [join(folder, 'src', 'index.ts')],
  outfile: join(folder, 'dist', 'fingerprint-guard-browser.js'),
});
