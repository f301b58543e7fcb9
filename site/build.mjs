import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { findDeadLinks } from './links.mjs';
import { renderPages } from './pages.mjs';
import { base, pages, reference, site } from './places.mjs';

// Builds the site, without the API reference. Fails if a link of a page is dead.

rmSync(pages, { recursive: true, force: true });
for (const [place, text] of renderPages()) {
  const file = join(pages, place);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
const here = fileURLToPath(new URL('.', import.meta.url));
cpSync(join(here, '..', 'docs', 'pictures'), join(pages, 'pictures'), { recursive: true });

await build(here);

const dead = findDeadLinks(site, base, dirname(reference).slice(1));
for (const link of dead) console.error(link);
if (dead.length > 0) process.exitCode = 1;
