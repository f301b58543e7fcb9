import { readCommandLine } from '../test/bench/parts.mjs';
import { build, install, run } from './workspace.mjs';

const args = process.argv.slice(2);
// What it cannot measure, it says before it builds.
readCommandLine(args);
install();
build();
process.exitCode = run(process.execPath, ['--expose-gc', 'test/bench/run.mjs', ...args]);
