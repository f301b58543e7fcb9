import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { build, install, jestEnv, root, tool } from './workspace.mjs';

/** The option that runs the tests from end to end instead of the others. */
const END_TO_END = '--end-to-end';

install();
build();

const folder = mkdtempSync(join(tmpdir(), 'fingerprint-guard-'));
const report = join(folder, 'results.json');
const given = process.argv.slice(2);
const args = given.filter((arg) => arg !== END_TO_END);
const env = given.includes(END_TO_END) ? { ...jestEnv, END_TO_END: '1' } : jestEnv;
const code = tool('jest', ['--json', `--outputFile=${report}`, ...args], env);
// If there is no test, Jest says so and writes nothing.
if (!existsSync(report)) process.exit(1);
const results = JSON.parse(readFileSync(report, 'utf8'));
rmSync(folder, { recursive: true });
listConformance();
listSlowest();
listFailed();

const brokenFiles = results.numRuntimeErrorTestSuites;
const failed = results.numFailedTests + brokenFiles;
const skipped = results.numPendingTests;
console.log(`${results.numPassedTests} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exitCode = code === 0 && failed === 0 ? 0 : 1;

/**
 * Prints every framework that the conformance suite ran on, with its version and the number of behaviours that hold.
 */
function listConformance() {
  const suites = results.testResults.filter(({ name }) => name.endsWith('conformance.test.ts'));
  const held = {};
  for (const { ancestorTitles, status } of suites.flatMap(({ assertionResults }) => assertionResults)) {
    const [framework] = ancestorTitles;
    // A test of the suite itself.
    if (framework === undefined) continue;
    held[framework] ??= { passed: 0, failed: 0 };
    if (status === 'passed' || status === 'failed') held[framework][status]++;
  }
  if (suites.length === 0) return;
  const sorted = Object.entries(held).sort();
  // For the list of `npm run test:runtimes`, which has the frameworks on other runtimes as well.
  if (args.length === 0) keep('conformance.json', Object.fromEntries(sorted));
  console.log('\nThe conformance suite:');
  for (const [framework, { passed, failed }] of sorted)
    console.log(`  ${framework}: ${passed} behaviours hold${failed ? `, ${failed} do not` : ''}`);
  console.log();
}

function keep(name, value) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(join(root, '.cache', name), `${JSON.stringify(value, null, 2)}\n`);
}

/** Prints the ten test files that took longest. */
function listSlowest() {
  const seconds = ({ startTime, endTime }) => (endTime - startTime) / 1000;
  const slowest = results.testResults.sort((one, other) => seconds(other) - seconds(one)).slice(0, 10);
  console.log('The slowest test files, in seconds:');
  for (const file of slowest)
    console.log(`  ${seconds(file).toFixed(1).padStart(6)}  ${relative(root, file.name)}`);
  console.log();
}

/** Prints the failures once more, below all other output. */
function listFailed() {
  for (const { name, message, assertionResults } of results.testResults) {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    // A file that failed before its tests has only a message.
    const causes = failed.map(
      ({ fullName, failureMessages }) => `${fullName}\n${failureMessages.join('\n')}`,
    );
    if (message && failed.length === 0) causes.push(message);
    for (const cause of causes)
      console.log(`FAILED ${relative(root, name)}: ${stripVTControlCharacters(cause).slice(0, 1500)}\n`);
  }
}
