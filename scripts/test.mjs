import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, install, tool } from './workspace.mjs';

install();
build();

const folder = mkdtempSync(join(tmpdir(), 'fingerprint-guard-'));
const report = join(folder, 'results.json');
const code = tool('jest', ['--json', `--outputFile=${report}`, ...process.argv.slice(2)], {
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim(),
});
const results = JSON.parse(readFileSync(report, 'utf8'));
rmSync(folder, { recursive: true });

const brokenFiles = results.numRuntimeErrorTestSuites;
const failed = results.numFailedTests + brokenFiles;
const skipped = results.numPendingTests;
console.log(`${results.numPassedTests} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exitCode = code === 0 && failed === 0 ? 0 : 1;
