import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { anchorsOf, linksIn, withoutCode } from '../docs/documents.js';
import { editorTests } from '../editor/editor-tests.js';
import { type Child, startChild } from '../support/child.js';
import { execute } from './execute.js';
import { compile, createProject, type End, installed, type Kind, kinds } from './project.js';
import { packAll, type Tarball } from './tarballs.js';

// npm and pnpm install and the compiler compiles, as on users' machines.
jest.setTimeout(720_000);

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const names = readdirSync(here('../../packages')).filter((name) =>
  existsSync(here(`../../packages/${name}/package.json`)),
);
const license = readFileSync(here('../../LICENSE'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'fingerprint-guard-packed-'));
let tarballs: Tarball[];

/** The versions of the frameworks that projects have, each project made beside the other. */
const ends = ['newest', 'lowest'] as const;
let compiled: Record<End, Record<Kind, string>>;

beforeAll(async () => {
  tarballs = await packAll(join(folder, 'tarballs'));
  await Promise.all(ends.map((end) => createProject(join(folder, end), tarballs, end)));
  compiled = await compile(folder, ends);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every package is packed', () => {
  const packed = tarballs.map(({ manifest }) => manifest.name);
  expect(packed.sort()).toEqual(names.map((name) => `@fingerprint-guard/${name}`).sort());
});

describe.each(names)('the tarball of %s', (name) => {
  const tarball = () => {
    const found = tarballs.find(({ manifest }) => manifest.name === `@fingerprint-guard/${name}`);
    if (!found) throw new Error(`no tarball of ${name}`);
    return found;
  };

  test('holds the licence, a README and what was built, and no sources', () => {
    const { files, license: packed } = tarball();
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/cjs/package.json']));
    expect(files.filter((path) => /^(src|test)\/|tsconfig|tsbuildinfo/.test(path))).toEqual([]);
    expect(packed).toBe(license);
  });

  test('has the same terms as every other, and runs nothing when it is installed', () => {
    const { manifest } = tarball();
    const [first] = tarballs;
    for (const field of [
      'version',
      'author',
      'license',
      'type',
      'engines',
      'sideEffects',
      'main',
      'module',
      'types',
      'publishConfig',
    ])
      expect([field, manifest[field]]).toEqual([field, first?.manifest[field]]);
    expect(manifest).toMatchObject({ description: expect.any(String), keywords: expect.any(Array) });
    expect(manifest.scripts).toBeUndefined();
    const ranges = Object.values({ ...manifest.dependencies, ...manifest.peerDependencies });
    expect(ranges.filter((range) => /^(workspace|catalog|file|link):/.test(range))).toEqual([]);
  });

  test('has documents whose links stay within it, and lead somewhere', () => {
    const { files, documents } = tarball();
    expect([...documents.keys()]).toContain('README.md');
    for (const [place, text] of documents) {
      const broken = linksIn(text).filter(({ path, anchor }) => {
        const target = path === '' ? place : join(dirname(place), path);
        const isMissing = !files.includes(target) && !files.some((file) => file.startsWith(`${target}/`));
        return isMissing || (anchor && !anchorsOf(documents.get(target) ?? '').includes(anchor));
      });
      expect({ place, broken }).toEqual({ place, broken: [] });
    }
  });

  test('names only documents that our packages have', () => {
    const named = [...tarball().documents.values()].flatMap((text) => [
      ...withoutCode(text).matchAll(/(@fingerprint-guard\/[\w-]+)\/([\w/-]+\.md)#?([\w-]*)/g),
    ]);
    const broken = named.filter(([, owner, path = '', anchor = '']) => {
      const text = tarballs.find(({ manifest }) => manifest.name === owner)?.documents.get(path);
      return text === undefined || (anchor !== '' && !anchorsOf(text).includes(anchor));
    });
    expect(broken.map(([name]) => name)).toEqual([]);
  });

  test('gives types before code under each condition', () => {
    for (const [path, conditions] of Object.entries(tarball().manifest.exports ?? {})) {
      if (path.endsWith('.json')) continue;
      expect(Object.keys(conditions as object)).toEqual(['import', 'require']);
      for (const entry of Object.values(conditions as object))
        expect(Object.keys(entry)).toEqual(['types', 'default']);
    }
  });
});

const apps = readdirSync(here('apps')).flatMap((file) =>
  file.endsWith('.app.ts') ? [file.slice(0, -3)] : [],
);

describe.each(ends)('a project with the %s frameworks', (end) => {
  const project = join(folder, end);
  let emulator: Child;
  let access: { url: string; secretApiKey: string };

  beforeAll(async () => {
    const bin = join(project, 'node_modules', '.bin', 'fingerprint-emulator');
    emulator = startChild(bin, ['--port', '0', '--json'], { NODE_OPTIONS: '' });
    await emulator.printed('\n');
    access = JSON.parse(emulator.output().split('\n')[0] ?? '');
  });
  afterAll(() => emulator?.end());

  test('`import` and `require` give the same names', async () => {
    const packages = tarballs.map(({ manifest }) => manifest.name);
    const printed = await execute(process.execPath, [join(project, 'esm', 'exports.mjs'), ...packages]);
    const exported: Record<string, { import: string[]; require: string[] }> = JSON.parse(printed);
    for (const name of packages) {
      expect(exported[name]?.import).not.toEqual([]);
      expect(exported[name]?.require).toEqual(exported[name]?.import);
    }
  });

  test.each(kinds)('code that uses the packages compiles as %s', (kind) => {
    expect(compiled[end][kind]).toBe('');
  });

  if (end === 'newest') editorTests(() => join(project, 'esm'));

  test('no script runs while the packages are installed, but for what the frameworks run', () => {
    const frameworks = tarballs.flatMap(({ manifest }) => Object.keys(manifest.peerDependencies ?? {}));
    expect(installed(project, end).scripts.filter((name) => !frameworks.includes(name))).toEqual([]);
  });

  test.each(['@nestjs/common', '@nestjs/core', '@types/express', '@types/koa'])(
    'there is one copy of %s',
    (name) => {
      expect(installed(project, end).copies(name)).toHaveLength(1);
    },
  );

  test('the command line reads a pipe, writes into one that closes early, and sets its exit code', async () => {
    const bin = join(project, 'node_modules', '.bin', 'fingerprint-guard');
    const script = `
      echo '{"rules":{"vp":"deny"}}' | '${bin}' check -; echo "exit $?"
      printf '{"level":30}\n' | '${bin}' report --json - 2>/dev/null | grep -c 'not a record of a decision'
      '${bin}' explain strict 2>&1 | true
      '${bin}' nothing 2>/dev/null; echo "exit $?"`;
    const printed = await execute('sh', ['-c', script]);
    expect(printed.split('\n')).toEqual([
      '✗ -',
      '  rules.vp: unknown rule; did you mean vpn?',
      'exit 1',
      '1',
      'exit 2',
      '',
    ]);
  });

  describe.each(['esm', 'cjs'] as const)('as %s', (kind) => {
    let serving: Child;
    let urls: Record<string, string>;

    beforeAll(async () => {
      const env = { API_URL: access.url, API_KEY: access.secretApiKey, NODE_OPTIONS: '' };
      serving = startChild(process.execPath, [join(project, kind, 'serve.js'), ...apps], env);
      await serving.printed('\n');
      urls = JSON.parse(serving.output());
    });
    afterAll(() => serving?.end());

    test.each(apps)('%s lets an honest visit through and stops a bad bot', async (app) => {
      const visit = async (scenario: string) => {
        const created = await fetch(`${access.url}/__emulator/events`, {
          method: 'POST',
          body: JSON.stringify({ scenario }),
        });
        const { eventId } = (await created.json()) as { eventId: string };
        return fetch(`${urls[app]}/login`, {
          method: 'POST',
          headers: { 'x-fingerprint-event-id': eventId },
        });
      };
      const honest = await visit('honest');
      expect(await honest.json()).toEqual({ visitorId: expect.any(String) });
      expect(honest.ok).toBe(true);
      const bot = await visit('bad-bot');
      expect(bot.status).toBe(403);
      expect(await bot.json()).toMatchObject({ code: 'fingerprint_denied' });
    });
  });
});
