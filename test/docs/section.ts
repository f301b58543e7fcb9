import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { root } from './documents.js';

/**
 * Expects the section of a document between `<!-- name -->` and `<!-- /name -->` to be this text, however a formatter
 * has aligned it. With `UPDATE_DOCS=1` it is written first.
 */
export function expectSection(document: URL, name: string, text: string): void {
  const section = new RegExp(`(?<=<!-- ${name} -->\n).*?(?=<!-- /${name} -->)`, 's');
  const read = () => readFileSync(document, 'utf8');
  if (process.env.UPDATE_DOCS)
    writeFileSync(
      document,
      read().replace(section, () => `\n${text}\n\n`),
    );
  const [written = ''] = section.exec(read()) ?? [];
  expectSameText(relative(root, fileURLToPath(document)), written, text);
}

/**
 * Expects two texts to be equal except for a formatter's alignment and line breaks. Differences are shown line by line.
 * @throws a failure that says how to write the file anew.
 */
export function expectSameText(path: string, written: string, expected: string): void {
  if (plain(written) === plain(expected)) return;
  try {
    expect(lines(written)).toBe(lines(expected));
  } catch (difference) {
    throw new Error(
      `${path} is not what the code says. \`npm run update\` rewrites it.\n\n${(difference as Error).message}`,
    );
  }
}

/** Text without how a formatter aligns and breaks it. */
const plain = (text: string) => text.replace(/-{3,}/g, '---').replace(/\s+/g, ' ').trim();

/** A paragraph, a row, an item or a heading a line: what a formatter breaks is one, and what it aligns is not. */
const lines = (text: string) =>
  text
    .replace(/\r/g, '')
    .split(/\n\s*\n|\n(?=\s*(?:[|#-]|```|[{}\]"]))/)
    .map(plain)
    .filter((line) => line !== '')
    .join('\n');
