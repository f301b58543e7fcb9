import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from '@jest/globals';
import { expectSection } from './section.js';

const docs = new URL('../../docs/', import.meta.url);
const [first = '', ...others] = readdirSync(docs).filter((name) => /^start-.*\.md$/.test(name));
const original = readFileSync(new URL(first, docs), 'utf8');

// A reader sees one of these pages: what does not depend on the framework is on each of them, and written once.
describe.each(others)(`%s has from ${first}`, (name) => {
  // What runs a Worker is not Node.
  const server = name === 'start-workers.md' ? [] : ['emulator'];
  test.each(['page', ...server, 'curl', 'account'])(
    'the section %s; `npm run update` copies it',
    (section) => {
      const [, text = ''] = original.split(new RegExp(`<!-- /?${section} -->`));
      expectSection(new URL(name, docs), section, text.trim());
    },
  );
});
