import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const manifests: Record<string, unknown>[] = readdirSync(packages)
  .map((name) => join(packages, name, 'package.json'))
  .filter((file) => existsSync(file))
  .map((file) => JSON.parse(readFileSync(file, 'utf8')));

/** Every field of a package, in the order of all packages. */
const FIELDS = [
  'name',
  'version',
  'description',
  'keywords',
  'author',
  'license',
  'type',
  'engines',
  'sideEffects',
  'exports',
  'main',
  'module',
  'types',
  'unpkg',
  'jsdelivr',
  'bin',
  'files',
  'publishConfig',
  'dependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'devDependencies',
];
const OPTIONAL = [
  'unpkg',
  'jsdelivr',
  'bin',
  'dependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'devDependencies',
];

describe.each(manifests)('$name', (manifest) => {
  test('has the fields of every package, in their order', () => {
    const expected = FIELDS.filter((field) => field in manifest || !OPTIONAL.includes(field));
    expect(Object.keys(manifest)).toEqual(expected);
  });

  test('lists what it depends on by name', () => {
    for (const field of ['dependencies', 'peerDependencies', 'devDependencies']) {
      const names = Object.keys(manifest[field] ?? {});
      expect(names).toEqual([...names].sort());
    }
  });

  test('is found by what it is for, by whom it is from, and is published with its provenance', () => {
    const { name, description, keywords, author, publishConfig } = manifest;
    const own = String(name).replace('@fingerprint-guard/', '');
    expect(description).toEqual(expect.stringMatching(/^[A-Z].{30,}\.$/));
    expect(keywords).toEqual(expect.arrayContaining(['fingerprint', 'fraud-detection', 'bot-detection']));
    expect(new Set(keywords as string[]).size).toBe((keywords as string[]).length);
    expect([...(keywords as string[]), 'core'].some((word) => word.includes(own))).toBe(true);
    expect(author).toBe('The Fingerprint Guard authors');
    expect(publishConfig).toEqual({ access: 'public', provenance: true });
  });
});
