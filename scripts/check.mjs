import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, pack, root, tool } from './workspace.mjs';

install();
build();

const folder = mkdtempSync(join(tmpdir(), 'fingerprint-guard-'));
const tarballs = pack(folder);
const budgets = JSON.parse(readFileSync(join(root, 'scripts', 'size-budgets.json'), 'utf8'));

const checks = [
  ['format and lint', () => tool('biome', ['ci', '.'])],
  ['types of the tests', () => tool('tsc', ['-p', 'tsconfig.test.json'])],
  ['unused files, exports and dependencies', () => tool('knip', [])],
  ['the same of what is shipped', () => tool('knip', ['--production', '--strict', '-W', './packages/*'])],
  ['API reference', () => tool('typedoc', ['--emit', 'none'])],
  ...tarballs.flatMap(({ name, file }) => [
    [`package ${name}`, () => tool('publint', ['run', '--strict', file])],
    [`types of ${name}`, () => tool('attw', [file])],
    [`size of ${name}`, () => checkSize(file, budgets[name] ?? budgets.default)],
  ]),
];

const failed = checks.filter(([title, check]) => {
  console.log(`\n> ${title}`);
  return check() !== 0;
});
rmSync(folder, { recursive: true });
console.log(
  failed.length === 0 ? '\nall checks passed' : `\nfailed: ${failed.map(([title]) => title).join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

/** Compares a tarball with its budget, in kB of 1000 bytes. */
function checkSize(file, budget) {
  const size = statSync(file).size / 1000;
  console.log(`${size.toFixed(1)} of ${budget} kB`);
  return size <= budget ? 0 : 1;
}
