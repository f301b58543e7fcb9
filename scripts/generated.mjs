import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.mjs';

/**
 * The words in the titles of tests that compare a generated file with the code, and with `UPDATE_DOCS=1` write it
 * first.
 */
const MARK = 'npm run update';

/** Jest's arguments to run those tests alone. */
export function testsOfGenerated() {
  const files = ['test/docs', 'test/policies', 'test/corpus', 'packages/core/test/policy'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .map((name) => `${folder}/${name}`)
      .filter((path) => path.endsWith('.test.ts') && readFileSync(join(root, path), 'utf8').includes(MARK)),
  );
  return ['--testNamePattern', MARK, '--runTestsByPath', ...files];
}
