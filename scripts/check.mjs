import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, root, tool } from './workspace.mjs';

install();
build();

const packages = readdirSync(join(root, 'packages')).filter((name) =>
  existsSync(join(root, 'packages', name, 'package.json')),
);
const checks = [
  ['format and lint', 'biome', ['ci', '.']],
  ['types of the tests', 'tsc', ['-p', 'tsconfig.test.json']],
  ['unused files, exports and dependencies', 'knip', []],
  ...packages.map((name) => [
    `package ${name}`,
    'publint',
    ['run', '--strict', '--pack', 'npm', join('packages', name)],
  ]),
];

const failed = checks.filter(([title, command, args]) => {
  console.log(`\n> ${title}`);
  return tool(command, args) !== 0;
});
console.log(
  failed.length === 0 ? '\nall checks passed' : `\nfailed: ${failed.map(([title]) => title).join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
