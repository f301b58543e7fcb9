import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFingerprintGuard, explainPolicy, FingerprintError } from '@fingerprint-guard/core';
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

/** What leads to a section: an error, every rule as it is explained, and every warning of the doctor. */
const warned: string[] = [];
createFingerprintGuard({
  apiKey: 'any',
  policy: { rules: { 'stale-event': 'observe', 'origin-mismatch': 'deny', 'ip-location-mismatch': 'deny' } },
  clientIp: { trustedProxies: ['0.0.0.0/0'] },
  logger: { warn: (message) => warned.push(message) },
});
const links = [
  new FingerprintError('ERR_FP_NO_GUARD', 'no guard').help,
  ...explainPolicy('strict').rules.map(({ help }) => help ?? 'a rule without help'),
  ...warned.map((message) => message.split('; see ')[1] ?? message),
];

test.each(links)('%s is a section of the documents that go along with the core', (link) => {
  const [, file = '', anchor] = /^@fingerprint-guard\/(.+)#(.+)$/.exec(link) ?? [];
  expect(anchorsOf(readFileSync(join(packages, file), 'utf8'))).toContain(anchor);
});

test('the doctor logged several warnings', () => {
  expect(warned.length).toBeGreaterThan(2);
});

test('docs/errors.md has a section of every code, and of no other', () => {
  const anchors = anchorsOf(readFileSync(join(root, 'docs', 'errors.md'), 'utf8'));
  const written = anchors.filter((anchor) => anchor.startsWith('err_fp_'));
  expect(written.sort()).toEqual([...new Set(codes.map((code) => code.toLowerCase()))].sort());
});
