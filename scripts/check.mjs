import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './checks.mjs';
import { testsOfGenerated } from './generated.mjs';
import { build, capture, captureNode, install, jestEnv, pack, root } from './workspace.mjs';

install();
build();

const folder = mkdtempSync(join(tmpdir(), 'fingerprint-guard-'));
const tarballs = pack(folder);
const budgets = JSON.parse(readFileSync(join(root, 'scripts', 'size-budgets.json'), 'utf8'));

const workflows = join(root, '.github', 'workflows');
const checks = [
  ['format and lint', () => capture('biome', ['ci', '.'])],
  ['types of the tests', () => capture('tsc', ['-p', 'tsconfig.test.json', '--pretty'])],
  ['unused files, exports and dependencies', () => capture('knip', [])],
  ['unused in what is shipped', () => capture('knip', ['--production', '--strict', '-W', './packages/*'])],
  ...readdirSync(workflows).map((name) => [
    `workflow ${name}`,
    () => capture('action-validator', [join(workflows, name)]),
  ]),
  ['what rules, signals and packages need', () => capture('jest', ['test/walks'], jestEnv)],
  ['what is generated from the code', () => capture('jest', testsOfGenerated(), jestEnv)],
  ['site of the documents', () => captureNode(join('scripts', 'docs.mjs'))],
  ...tarballs.flatMap(({ name, file }) => [
    [`package ${name}`, () => capture('publint', ['run', '--strict', file])],
    [`types of ${name}`, () => capture('attw', [file])],
    [`size of ${name}`, () => checkSize(file, budgets[name] ?? budgets.default)],
  ]),
];
process.exitCode = runChecks(checks, process.argv.slice(2));
rmSync(folder, { recursive: true });

/** Compares a tarball with its budget, in kB of 1000 bytes. */
function checkSize(file, budget) {
  const size = statSync(file).size / 1000;
  return { passed: size <= budget, output: `${size.toFixed(1)} of ${budget} kB` };
}
