import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from '@jest/globals';

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
  expect(plain(written)).toBe(plain(text));
}

/** Text without how a formatter aligns and breaks it. */
const plain = (text: string) => text.replace(/-{3,}/g, '---').replace(/\s+/g, ' ').trim();
