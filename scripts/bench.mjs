import { build, install, run } from './workspace.mjs';

/** The named benches; without a name, a check is compared with the official SDKs. */
const NAMED = { instances: 'test/bench/instances.mjs' };

const [name, ...rest] = process.argv.slice(2);
const args = name in NAMED ? [NAMED[name], ...rest] : ['test/bench/run.mjs', ...process.argv.slice(2)];
install();
build();
process.exitCode = run(process.execPath, ['--expose-gc', ...args]);
