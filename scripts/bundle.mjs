import { join } from 'node:path';
import { build } from 'esbuild';
import { pageScript } from './page-script.mjs';
import { root } from './workspace.mjs';

await build({
  ...pageScript(),
  outfile: join(root, 'packages', 'browser', 'dist', 'fingerprint-guard-browser.js'),
});
