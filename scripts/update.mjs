import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, root, tool } from './workspace.mjs';

install();
build();

// Tests compare what follows from the code with the code; with `UPDATE_DOCS=1`, those that say so write it first.
const mark = 'npm run update';
const files = ['test/docs', 'test/policies', 'packages/core/test/policy'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .map((name) => `${folder}/${name}`)
    .filter((path) => path.endsWith('.test.ts') && readFileSync(join(root, path), 'utf8').includes(mark)),
);
const written = tool('jest', ['--testNamePattern', mark, '--runTestsByPath', ...files], {
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim(),
  UPDATE_DOCS: '1',
});
const formatted = tool('biome', ['check', '--write', '.']);
// The documents go along with the core.
build();
process.exitCode = written || formatted;
