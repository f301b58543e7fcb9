import { expect, test } from '@jest/globals';
import { runChecks } from '../scripts/checks.mjs';

type Check = [title: string, check: () => { passed: boolean; output: string }];

function run(checks: Check[], ...wanted: string[]) {
  const printed: string[] = [];
  const code = runChecks(checks, wanted, (text: string) => printed.push(text));
  return { code, printed: printed.join('\n') };
}

const passes = (title: string): Check => [title, () => ({ passed: true, output: `of ${title}` })];
const fails = (title: string): Check => [title, () => ({ passed: false, output: `of ${title}` })];

test('a failing check shows its output at once, and is listed at the end with its command', () => {
  const checks = [passes('lint'), fails('the types'), passes('size')];
  const { code, printed } = run(checks);
  expect(code).toBe(1);
  expect(printed).toBe(
    "✓ lint\n\n✗ the types\nof the types\n\n✓ size\n\n1 of 3 failed. Each alone:\n  npm run check -- 'the types'",
  );
});

test('a check that throws has failed, and the others still run', () => {
  const throws: Check = [
    'missing tool',
    () => {
      throw new Error('spawnSync tsc ENOENT');
    },
  ];
  const { code, printed } = run([throws, passes('size')]);
  expect(code).toBe(1);
  expect(printed).toMatch(/^\n✗ missing tool\nError: spawnSync tsc ENOENT\n/);
  expect(printed).toMatch(/✓ size\n\n1 of 2 failed\. Each alone:\n {2}npm run check -- 'missing tool'$/);
});

test('checks that pass say so, and nothing else', () => {
  expect(run([passes('lint'), passes('size')])).toEqual({
    code: 0,
    printed: '✓ lint\n✓ size\n\nall checks passed',
  });
});

test('words select checks; a word that selects none lists all checks', () => {
  const checks = [passes('lint'), fails('types'), fails('size')];
  expect(run(checks, 'lint')).toEqual({ code: 0, printed: '✓ lint\n\n1 of 3 checks passed' });
  expect(run(checks, 'lintt').code).toBe(1);
  expect(run(checks, 'lintt').printed).toContain('  types');
});
