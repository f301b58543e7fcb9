import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FingerprintError } from '@fingerprint-guard/core';
import { expect, test } from '@jest/globals';
import { anchorsOf, root } from './documents.js';

const packages = join(root, 'packages');

/** Every code that a source file of a package holds. */
const codes = readdirSync(packages).flatMap((name) => {
  const src = join(packages, name, 'src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return files.flatMap((file) => readFileSync(join(src, file), 'utf8').match(/\bERR_FP_[A-Z0-9_]+\b/g) ?? []);
});

test('an error names the section on its code, in the documents that go along with the core', () => {
  const { help } = new FingerprintError('ERR_FP_NO_GUARD', 'no guard');
  const [, file = '', anchor] = /^@fingerprint-guard\/(.+)#(.+)$/.exec(help) ?? [];
  expect(anchorsOf(readFileSync(join(packages, file), 'utf8'))).toContain(anchor);
});

test('docs/errors.md has a section of every code, and of no other', () => {
  const anchors = anchorsOf(readFileSync(join(root, 'docs', 'errors.md'), 'utf8'));
  const written = anchors.filter((anchor) => anchor.startsWith('err_fp_'));
  expect(written.sort()).toEqual([...new Set(codes.map((code) => code.toLowerCase()))].sort());
});
