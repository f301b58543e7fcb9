import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './workspace.mjs';

// Writes `src/page-document.ts` of the inspector: its page as one document, so that nothing is read at run time and nothing
// is loaded from anywhere. Its one script and its one style sheet are allowed by their hashes.

const here = (path) => join(root, 'packages', 'inspector', path);

const { outputFiles } = await build({
  entryPoints: [here('page/main.ts'), here('page/page.css')],
  outdir: here('.build/page'),
  bundle: true,
  minify: true,
  write: false,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
});
const output = (ending) => outputFiles.find(({ path }) => path.endsWith(ending)).text.trim();
// The string "</script" inside the script would end its element.
const script = output('.js').replaceAll('</script', '<\\/script');
const style = output('.css');

const html = readFileSync(here('page/index.html'), 'utf8')
  .replace('/* page.css */', () => style)
  .replace('/* main.js */', () => script);
const hash = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
const document = { html, scriptHash: hash(script), styleHash: hash(style) };

const file = here('src/page-document.ts');
const source = `/** The inspector's page, bundled. */\nexport const PAGE = ${JSON.stringify(document, null, 2)};\n`;
// Renamed into place, because another program may be reading it.
if (!existsSync(file) || readFileSync(file, 'utf8') !== source) writeFileSync(file, source);
