import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { anchorsOf, documents, linksIn, root } from './documents.js';

/** What is wrong with the links of a document to others of the repository, and within it. */
function broken(path: string, text: string): string[] {
  return linksIn(text).flatMap(({ path: file, anchor }) => {
    const target = file ? join(root, dirname(path), file) : join(root, path);
    if (!existsSync(target)) return [`${file}: there is no such file`];
    if (!anchor || anchorsOf(readFileSync(target, 'utf8')).includes(anchor)) return [];
    return [`${file}#${anchor}: there is no such section`];
  });
}

test.each(documents)('the links of $path lead somewhere', ({ path, text }) => {
  expect(broken(path, text)).toEqual([]);
});

test('docs/README.md leads to every document beside it', () => {
  const [index] = documents.filter(({ path }) => path === join('docs', 'README.md'));
  const others = documents.filter(({ path }) => dirname(path) === 'docs' && path !== index?.path);
  const missing = others.filter(({ path }) => !index?.text.includes(`](${basename(path)})`));
  expect(missing.map(({ path }) => path)).toEqual([]);
});
