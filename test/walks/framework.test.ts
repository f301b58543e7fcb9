import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../docs/documents.js';

const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '');

const sourcesOf = (name: string): string => {
  const folder = `packages/${name}/src`;
  if (!existsSync(join(root, folder))) return '';
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files.map((file) => (file.endsWith('.ts') ? read(join(folder, file)) : '')).join('\n');
};

const packages = readdirSync(join(root, 'packages')).filter((name) => sourcesOf(name) !== '');
/** The packages that adapt a framework: those that build an adapter with the core's `createAdapter`. */
const frameworks = packages.filter(
  (name) => name !== 'core' && /^import .*createAdapter|^ {2}createAdapter,$/m.test(sourcesOf(name)),
);

const apps = readdirSync(join(root, 'test', 'packed', 'apps')).map((file) =>
  read(`test/packed/apps/${file}`),
);

/** Files that have to name a package, and what they have to say. */
function missing(
  name: string,
  files: readonly (readonly [path: string, text: string, step: string])[],
): string[] {
  return files.flatMap(([path, text, step]) =>
    read(path).includes(text) ? [] : [`packages/${name}: ${step}`],
  );
}

test('every package has everything that CONTRIBUTING requires of a new one', () => {
  const forgotten = packages.flatMap((name) =>
    missing(name, [
      ['tsconfig.json', `"packages/${name}"`, `add "packages/${name}" to tsconfig.json`],
      [
        'tsconfig.json',
        `"packages/${name}/tsconfig.cjs.json"`,
        `add "packages/${name}/tsconfig.cjs.json" to tsconfig.json`,
      ],
      [
        `packages/${name}/README.md`,
        `# @fingerprint-guard/${name}`,
        `write its README.md, with its name as the heading`,
      ],
      ['README.md', `](packages/${name}/README.md)`, 'name it among the packages in README.md'],
    ]),
  );
  expect(forgotten).toEqual([]);
});

test('every framework has everything that CONTRIBUTING requires in "Add a framework"', () => {
  expect(frameworks.length).toBeGreaterThan(4);
  const forgotten = frameworks.flatMap((name) => [
    ...missing(name, [
      [
        `packages/${name}/test/conformance.test.ts`,
        'adapterConformance(',
        'run the conformance suite in test/conformance.test.ts',
      ],
      [
        'docs/frameworks.md',
        `](../packages/${name}/README.md)`,
        'write docs/start-<name>.md, and give it a row in docs/frameworks.md that links its README, too',
      ],
      [
        'README.md',
        `npm install @fingerprint-guard/core @fingerprint-guard/${name}`,
        'add a row to the table of frameworks in README.md',
      ],
    ]),
    ...(apps.some((app) => app.includes(`'@fingerprint-guard/${name}'`))
      ? []
      : [`packages/${name}: add an application that uses its tarball to test/packed/apps`]),
  ]);
  expect(forgotten).toEqual([]);
});
