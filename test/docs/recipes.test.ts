import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from './documents.js';
import { expectSection } from './section.js';

const folder = join(root, 'examples', 'recipes');
const document = new URL('../../docs/recipes.md', import.meta.url);

/** The files of each recipe, by their paths in an application. */
const RECIPES: Readonly<Record<string, readonly string[]>> = {
  sveltekit: ['src/hooks.server.ts', 'src/routes/login/+server.ts'],
  nuxt: ['server/api/login.post.ts'],
  'react-router': ['app/routes/login.ts', 'server.ts'],
  astro: ['src/middleware.ts', 'src/pages/login.ts'],
  trpc: ['server.ts'],
  elysia: ['server.ts'],
  'lambda/url': ['handler.ts'],
  'lambda/rest': ['handler.ts'],
};

/** The most lines that a recipe may have, of all its files. */
const MAX_LINES = 40;

const read = (recipe: string, file: string) => readFileSync(join(folder, recipe, file), 'utf8');

describe.each(Object.entries(RECIPES))('the recipe %s', (recipe, files) => {
  test('stands in docs/recipes.md as it runs; `npm run update` rewrites it', () => {
    const shown = files.map((file) => `\`${file}\`:\n\n\`\`\`ts\n${read(recipe, file)}\`\`\``);
    expectSection(document, `recipe ${recipe}`, shown.join('\n\n'));
  });

  test('is short', () => {
    const lines = files.flatMap((file) => read(recipe, file).trimEnd().split('\n'));
    expect(lines.length).toBeLessThan(MAX_LINES);
  });
});

/** The packages whose versions are run, and the names that the table has for them. */
const FRAMEWORKS = {
  '[SvelteKit](#sveltekit)': '@sveltejs/kit',
  'a build of Nitro': 'nitropack',
  '[React Router](#react-router)': 'react-router',
  '[Astro](#astro)': 'astro',
  '[tRPC](#trpc)': '@trpc/server',
  '[Elysia](#elysia)': 'elysia',
} as const;

test.each(Object.entries(FRAMEWORKS))('docs/recipes.md says which version is run: %s', (name, dependency) => {
  const manifest = readFileSync(join(folder, 'node_modules', dependency, 'package.json'), 'utf8');
  const [major] = JSON.parse(manifest).version.split('.');
  expect(readFileSync(document, 'utf8')).toContain(`| ${name} ${major} `);
});
