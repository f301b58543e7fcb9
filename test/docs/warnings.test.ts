import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { anchorsOf, root } from './documents.js';

const src = join(root, 'packages', 'core', 'src');

/** Every cause of a warning that the core's source names. */
const causes = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => [...readFileSync(join(src, file), 'utf8').matchAll(/\bwarn\(\s*'([\w-]+)'/gi)])
  .map(([, cause = '']) => cause);

test('docs/operate.md has a section of every warning, and of no other', () => {
  const text = readFileSync(join(root, 'docs', 'operate.md'), 'utf8');
  const written = anchorsOf(text.slice(text.indexOf('\n## Warnings\n')));
  // Causes with a variable part share one section.
  const named = [...new Set(['unavailable', ...causes])].map((cause) => cause.toLowerCase());
  expect(written.slice(1).sort()).toEqual(named.sort());
});
