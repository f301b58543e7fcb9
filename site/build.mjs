import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { findDeadLinks } from './links.mjs';
import { base, site } from './places.mjs';

// Builds the site from its pages. Fails if a link of a page is dead.

await build(fileURLToPath(new URL('.', import.meta.url)));

const dead = findDeadLinks(site, base);
for (const link of dead) console.error(link);
if (dead.length > 0) process.exitCode = 1;
