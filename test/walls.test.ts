import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { root } from './docs/documents.js';

const SOURCES = 'packages/core/src';
const PURE = ['decision', 'policy', 'signals', 'event', 'request', 'location'];
const TALKING = ['adapter', 'guard', 'doctor', 'webhook', 'lookup', 'server-api', 'stores', 'sealed'];
const OUTSIDE = [...TALKING.map((room) => `../${room}/x.js`), '../options.js', '../index.js', '../fetch.js'];
const RUNTIME = ['node:fs', 'undici', 'cockatiel'];

const folder = mkdtempSync(join(tmpdir(), 'walls-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The imports that the repository's linter refuses in files of these rooms, as `room: module`. */
function refused(imports: Readonly<Record<string, readonly string[]>>): string[] {
  const lines = new Map<string, string>();
  for (const [room, modules] of Object.entries(imports)) {
    const file = join(folder, SOURCES, room, 'file.ts');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, modules.map((module, at) => `export { x${at} } from '${module}';\n`).join(''));
    for (const [at, module] of modules.entries())
      lines.set(`${room}/file.ts,line=${at + 1},`, `${room}: ${module}`);
  }
  copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
  const { stdout } = spawnSync(
    join(root, 'node_modules', '.bin', 'biome'),
    [
      'lint',
      '--vcs-enabled=false',
      '--only=noRestrictedImports',
      '--reporter=github',
      '--max-diagnostics=none',
      '.',
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  return [...lines].flatMap(([line, what]) => (stdout.includes(line) ? [what] : []));
}

test('the pure half imports nothing from the half that talks, and lib imports from no room', () => {
  const pure = Object.fromEntries(
    PURE.map((room) => [room, [...OUTSIDE, ...RUNTIME, '../lib/x.js', './x.js']]),
  );
  const lib = [...OUTSIDE, ...RUNTIME, ...PURE.map((room) => `../${room}/x.js`), './x.js', 'lru-cache'];
  expect(refused({ ...pure, lib })).toEqual([
    ...PURE.flatMap((room) => [...OUTSIDE, ...RUNTIME].map((module) => `${room}: ${module}`)),
    ...[...OUTSIDE, ...RUNTIME, ...PURE.map((room) => `../${room}/x.js`)].map((module) => `lib: ${module}`),
  ]);
});

test('no room is entered by an import that the linter does not see', () => {
  for (const room of [...PURE, 'lib']) {
    const files = readdirSync(join(root, SOURCES, room), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.ts')))
      expect(readFileSync(join(root, SOURCES, room, file), 'utf8')).not.toMatch(/\bimport\s*\(/);
  }
});
