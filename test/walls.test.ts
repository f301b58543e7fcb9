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
import { expect, test } from '@jest/globals';
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

/** Imports, one a line. */
function importsOf(...modules: string[]): string[] {
  return modules.map((module) => `import '${module}';`);
}

/** Writes files into a folder of their own, and returns what these rules of the repository's linter refuse in it. */
function lint(files: Readonly<Record<string, string>>, rules: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'walls-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
    const only = rules.map((rule) => `--only=${rule}`);
    const format = ['--diagnostic-level=error', '--reporter=github', '--max-diagnostics=none'];
    const biome = join(root, 'node_modules', '.bin', 'biome');
    return spawnSync(biome, ['lint', '--vcs-enabled=false', ...only, ...format, '.'], {
      cwd: folder,
      encoding: 'utf8',
    }).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The lines of code that the linter refuses in files of these rooms, as `room: line`. */
function refused(code: Readonly<Record<string, readonly string[]>>): string[] {
  const rooms = Object.entries(code);
  const output = lint(
    Object.fromEntries(rooms.map(([room, lines]) => [`${SOURCES}/${room}/file.ts`, lines.join('\n')])),
    ['noRestrictedImports', 'noRestrictedGlobals', 'useNodejsImportProtocol'],
  );
  return rooms.flatMap(([room, lines]) =>
    lines.flatMap((line, at) =>
      output.includes(`${room}/file.ts,line=${at + 1},`) ? [`${room}: ${line}`] : [],
    ),
  );
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

test('files that import each other are refused, for types alone as well', () => {
  const circle = {
    'x/one.ts': "import type { Two } from './two.js';\nexport interface One { two?: Two }\n",
    'x/two.ts': "import type { One } from './one.js';\nexport interface Two { one?: One }\n",
  };
  expect(lint(circle, ['noImportCycles'])).toMatch(/one\.ts(.|\n)*two\.ts/);
  expect(lint({ ...circle, 'x/two.ts': 'export interface Two { one?: 1 }\n' }, ['noImportCycles'])).toBe('');
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
