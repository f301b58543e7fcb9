import { afterAll, expect, test } from '@jest/globals';
import { createFolder } from '../folder.js';
import { json, run } from '../run.js';

const folder = createFolder();
afterAll(() => folder.remove());

const login = folder.write('login.json', { extends: 'strict', rules: { vpn: 'off' } });
const set = folder.write('set.json', { policy: 'login', policies: { login: {}, pay: 'strict' } });
const rollOut = folder.write('roll-out.json', { rules: { vpn: ['challenge', { sample: 0.1 }] } });

const sql = (...args: string[]) => ['sql', '--dialect', 'duckdb', '--table', 'decisions', ...args];

test.each(['duckdb', 'clickhouse', 'bigquery'])(
  'prints a query for %s, and nothing else',
  async (dialect) => {
    const { code, stdout, stderr } = await run([
      'sql',
      '--policy',
      login,
      '--dialect',
      dialect,
      '--table',
      'shop.decisions',
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^-- The policy [0-9a-f]{12} of Fingerprint Guard/);
    expect(stdout).toMatch(/\nWITH\n[^;]*\nFROM decided\n$/);
    expect(stdout).not.toContain("'vpn'");
  },
);

test.each([
  ['duckdb', '2026."de""c`i".`x``y`', '"2026"."de""c`i"."x`y"'],
  ['clickhouse', '2026."de""c`i".`x``y`', '`2026`.`de"c\\`i`.`x\\`y`'],
  ['bigquery', '`my-project`.shop.decisions_*', '`my-project.shop.decisions_*`'],
])('quotes the name of the table for %s', async (dialect, given, quoted) => {
  const { stdout } = await run(['sql', '--policy', 'strict', '--dialect', dialect, '--table', given]);
  expect(stdout).toContain(`\n  FROM ${quoted}\n`);
});

test('prints the query for machines, too', async () => {
  const { stdout } = await run(sql('--policy', 'strict'));
  expect(await json(sql('--policy', 'strict'))).toEqual({
    dialect: 'duckdb',
    table: 'decisions',
    sql: stdout,
    cannotSay: [],
  });
});

test('takes one policy of several by its name', async () => {
  const pay = await run(sql('--policy', set, '--only', 'pay'));
  expect(pay.stdout).toBe((await run(sql('--policy', 'strict'))).stdout);
});

test('says what the query cannot judge, in the query and in the output, and exits with 1', async () => {
  const { code, stdout, stderr } = await run(sql('--policy', rollOut));
  expect(code).toBe(1);
  expect(stderr).toContain('vpn: the query cannot say what it does');
  expect(stdout).toContain('-- It cannot say what vpn does');
});

test.each([
  [['--policy', 'strict', '--table', 'decisions; DROP TABLE decisions'], '--table: expected a name'],
  [['--policy', 'strict', '--table', 'a"b'], '--table: expected a name'],
  [['--policy', 'strict', '--table', ''], '--table: expected a name'],
  [['--policy', 'strict', '--table', 'shop.'], '--table: expected a name'],
  [['--policy', 'strict', '--table', 'a.b.c.d'], '--table: expected a name'],
  [['--policy', 'strict', '--table', '`a'], '--table: expected a name'],
  [['--policy', 'strict', '--table', '"a" b'], '--table: expected a name'],
  [['--policy', 'strict', '--table', '"a\\"'], '--table: expected a name'],
  [['--policy', 'strict', '--table', '"a\n"'], '--table: expected a name'],
  [['--policy', 'strict', '--table', 'decisions*x'], '--table: expected a name'],
  [
    ['--policy', 'strict', '--dialect', 'bigquery', '--table', '"a`; DROP TABLE b; --"'],
    '--table: no table of BigQuery has the name',
  ],
  [['--policy', 'strict', '--dialect', 'mysql'], 'Allowed choices are duckdb, clickhouse, bigquery'],
  [['--policy', set], 'name one of its policies with --only: default, login, pay'],
  [['--policy', set, '--only', 'sign-up'], 'no policy sign-up; it has default, login, pay'],
  [['--policy', login, '--only', 'login'], 'no policy login; it has one without a name'],
  [[], "required option '--policy <policy>' not specified"],
])('%j is misused', async (args, message) => {
  const { code, stdout, stderr } = await run(sql(...args));
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});
