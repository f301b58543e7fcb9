import { build, install, run } from './workspace.mjs';

install();
build();
process.exitCode = run(process.execPath, ['--expose-gc', 'test/bench/run.mjs', ...process.argv.slice(2)]);
