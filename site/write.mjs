import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderPages } from './pages.mjs';
import { pages } from './places.mjs';

// Writes the documents as pages of the site. typedoc adds the API reference to them.

rmSync(pages, { recursive: true, force: true });
for (const [place, text] of renderPages()) {
  const file = join(pages, place);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
const pictures = fileURLToPath(new URL('../docs/pictures', import.meta.url));
cpSync(pictures, join(pages, 'pictures'), { recursive: true });
