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
import { ROOMS } from './support/rooms.js';

const SOURCES = 'packages/core/src';
const { pure: PURE, shared: SHARED } = ROOMS;
const ABOVE = [...ROOMS.whole, ...ROOMS.talking];
const OUTSIDE = importsOf(
  ...ABOVE.map((room) => `../${room}/x.js`),
  '../options.js',
  '../index.js',
  '../fetch.js',
);
const RUNTIME = [
  ...importsOf('node:fs', 'fs', 'undici'),
  'fetch("")',
  'new WebSocket("")',
  'process.env',
  'globalThis.fetch',
];
const IMPURE = [
  'Date.now()',
  'new Date()',
  'performance.now()',
  'setTimeout(() => {})',
  'setInterval(() => {})',
  'setImmediate(() => {})',
  'crypto.randomUUID()',
];

const folder = mkdtempSync(join(tmpdir(), 'walls-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Imports, one a line. */
function importsOf(...modules: string[]): string[] {
  return modules.map((module) => `import '${module}';`);
}

/** The lines of code that the repository's linter refuses in files of these rooms, as `room: line`. */
function refused(code: Readonly<Record<string, readonly string[]>>): string[] {
  const lines = new Map<string, string>();
  for (const [room, written] of Object.entries(code)) {
    const file = join(folder, SOURCES, room, 'file.ts');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, written.join('\n'));
    for (const [at, line] of written.entries())
      lines.set(`${room}/file.ts,line=${at + 1},`, `${room}: ${line}`);
  }
  copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
  const { stdout } = spawnSync(
    join(root, 'node_modules', '.bin', 'biome'),
    [
      'lint',
      '--vcs-enabled=false',
      '--only=noRestrictedImports',
      '--only=noRestrictedGlobals',
      '--only=useNodejsImportProtocol',
      '--diagnostic-level=error',
      '--reporter=github',
      '--max-diagnostics=none',
      '.',
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  return [...lines].flatMap(([line, what]) => (stdout.includes(line) ? [what] : []));
}

test('the pure half knows nothing of the half that talks, of clocks and of networks; lib knows no room and no network', () => {
  const allowed = [...importsOf('./x.js', 'lru-cache'), 'new URL("")', 'Math.max()'];
  const pure = [...OUTSIDE, ...RUNTIME, ...IMPURE];
  const lib = [...OUTSIDE, ...importsOf(...PURE.map((room) => `../${room}/x.js`)), ...RUNTIME];
  const code = [
    ...PURE.map((room) => [room, [...pure, ...allowed, ...importsOf('../lib/x.js')]] as const),
    ...SHARED.map(
      (room) => [room, [...lib, ...allowed, 'performance.now()', 'setTimeout(() => {})']] as const,
    ),
  ];
  expect(refused(Object.fromEntries(code))).toEqual([
    ...PURE.flatMap((room) => pure.map((line) => `${room}: ${line}`)),
    ...SHARED.flatMap((room) => lib.map((line) => `${room}: ${line}`)),
  ]);
});

test('nothing passes the wall that the linter does not see: dynamic imports, and chance', () => {
  for (const room of [...PURE, ...SHARED]) {
    const files = readdirSync(join(root, SOURCES, room), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.ts')))
      expect(readFileSync(join(root, SOURCES, room, file), 'utf8')).not.toMatch(
        /\bimport\s*\(|\bMath\.random\b/,
      );
  }
});
