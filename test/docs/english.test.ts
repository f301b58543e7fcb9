import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from './documents.js';

/** What no text says, and what to say instead. */
const INSTEAD: readonly (readonly [unclear: RegExp, plain: string])[] = [
  [/(request|body) names a Fingerprint event|Fingerprint event that a request names/i, 'carries an event ID'],
  [/the decision stands on the request/i, 'attaches the decision'],
  [/browser says is believed/i, 'nothing from the browser is trusted except the event ID'],
  [/can bring about/i, 'a client can cause, or trigger'],
  [/once a minute a cause/i, 'at most once a minute per cause'],
  [/\brules? of one's own/i, 'a custom rule'],
  [/\bof one's own\b/i, 'custom'],
  [/\b(is|are|was|were) told of\b/i, 'receives, or is reported'],
  [/\bwarned of\b/i, 'logged'],
  [/\basked of\b/i, 'requested from'],
  [/\blet off\b/i, 'exempt'],
  [/\bgiven up on\b/i, 'abandoned'],
  [/\bthat is none\b/i, 'invalid'],
  [/\bguard of its own\b/i, 'its own guard'],
  [/\b(writes?|written|draws|drawn) (it |them )?anew\b/i, 'rewrites'],
  [/\bunless told\b/i, 'by default'],
  [/\bstands? (beside|under)\b/i, 'is next to, is under'],
  [/\bsays of (a|an|the|it|one|each|every)\b/i, 'says about'],
  [/\bthe earliest moment\b|\bthus\b/i, 'something plainer'],
  [/yours to (mend|get)/i, 'yours to fix, you supply it'],
  [/\blook-ups?\b/i, 'lookup'],
  [/spare lookups?/i, 'save lookups'],
  [/\b(event|it|location|address) was had\b/i, 'came from'],
  [/expected a text\b/i, 'expected a string'],
  [/stops what the policy stops/i, 'blocks requests that the policy blocks'],
];

/** A docstring that does not open with a verb or a noun phrase. */
const OPENING = /\/\*\*[\s*]*((?:What|Where|Whether|How|When|Why|Who|Which|ms)\b[^\n]*)/g;

const files = execFileSync('git', ['ls-files', '*.md', '*.ts', '*.tsx', '*.mjs', '*.json'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((path) => basename(path) !== basename(import.meta.url) && basename(path) !== 'page-document.ts');

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('documents, docstrings and messages say it plainly', () => {
  const found = files.flatMap((path) => {
    // A sentence runs on over the lines of a comment.
    const text = read(path).replace(/\s*\n\s*(\*|\/\/)?\s*/g, ' ');
    return INSTEAD.flatMap(([unclear, plain]) => {
      const [said] = unclear.exec(text) ?? [];
      return said === undefined ? [] : [`${path}: '${said}': say '${plain}'`];
    });
  });
  expect(found).toEqual([]);
});

test('a docstring opens with a verb or a noun phrase', () => {
  const sources = files.filter((path) =>
    /^(scripts|packages\/[^/]+\/(src|page))\/.*\.(tsx?|mjs)$/.test(path),
  );
  expect(sources.length).toBeGreaterThan(400);
  const found = sources.flatMap((path) =>
    [...read(path).matchAll(OPENING)].map(([, opening]) => `${path}: ${opening}`),
  );
  expect(found).toEqual([]);
});

/** A word of prose, in a docstring or a document: `id` is the name of a thing in code. */
const IDENTIFIER = /(?<![\w.:/[{-])ids?(?![\w(/\]}-])[^\n]*/g;

test('prose calls an identifier an ID', () => {
  const found = files
    .filter((path) => /\.(md|tsx?|mjs)$/.test(path) && basename(path) !== 'CHANGELOG.md')
    .flatMap((path) => {
      const text = read(path).replace(/\r/g, '');
      const proses = path.endsWith('.md') ? [text] : (text.match(/\/\*\*.*?\*\//gs) ?? []);
      return proses
        .map((prose) => prose.replace(/^[ *]*```.*?```$|<!--.*?-->|`[^`]*`|@param \w+|@example[^\n]*/gms, ''))
        .flatMap((prose) => [...prose.matchAll(IDENTIFIER)].map(([said]) => `${path}: ${said}`));
    });
  expect(found).toEqual([]);
});
