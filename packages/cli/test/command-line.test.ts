import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../src/index.js';
import { createFolder } from './folder.js';
import { collector, json, run } from './run.js';

const folder = createFolder();
afterAll(() => folder.remove());

const valid = folder.write('valid.json', { extends: 'strict', rules: { vpn: 'off' } });
const invalid = folder.write('invalid.json', { rules: { incognitto: 'deny', vpn: 'block' } });
const set = folder.write('set.json', {
  policy: 'login',
  policies: { login: { rules: { tor: 'deny' } }, pay: 'strict' },
});

describe('the command line', () => {
  test('has the version of its package', async () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  test('explains itself, and every command', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    const commands = [...stdout.matchAll(/^ {2}(\w+) \[options\]/gm)].map(([, name = '']) => name);
    expect(commands).toEqual(['init', 'check', 'explain', 'event', 'report', 'backtest', 'inspect', 'sql']);
    for (const command of commands) {
      const help = await run([command, '--help']);
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toContain(`Usage: fingerprint-guard ${command}`);
      expect(help.stdout).toContain('--json');
      // Lines are as long as the output is wide: no text contains line breaks of its own.
      const stdout = { ...collector(), columns: 1_000 };
      await runCommandLine([command, '--help'], { stdout });
      expect(stdout.text().split('\n\n')[1]).toMatch(/^[A-Z].*\.$/);
    }
  });

  test.each([
    [['chek'], "error: unknown command 'chek'\n(Did you mean check?)"],
    [['check'], "error: missing required argument 'policy.json'"],
    [['check', 'nowhere.json'], 'nowhere.json: no such file'],
    [['backtest', 'a.jsonl'], "error: required option '--policy <policy.json>' not specified"],
    [['backtest', 'nowhere.jsonl', '--policy', 'strict'], 'nowhere.jsonl: no such file'],
    [['backtest', 'a.jsonl', '--policy', 'strcit'], 'strcit: no such file'],
    [['report', 'nowhere*.jsonl'], 'nowhere*.jsonl: no file matches'],
    [['report', 'a.jsonl', '--format', 'csv'], 'Allowed choices are ndjson, ndjson.gz, ndjson.zst, parquet'],
    [['report', '.'], ".: a folder; name its files, such as './*.jsonl'"],
    [['check', '.'], '.: a folder'],
    [['report', 'a.jsonl', '--since', 'yesterday'], '--since: expected a date such as 2026-05-01'],
    [['report', 'a.jsonl', '--since', '01.05.2026'], '--since: expected a date such as 2026-05-01'],
    [['report', 'a.jsonl', '--until', '2026-02-31'], '--until: expected a date such as 2026-05-01'],
    [['report', 'ftp://host/a.jsonl'], 'DuckDB cannot read ftp://'],
    [['inspect', 'a.jsonl', '--port', 'eighty'], 'Expected a whole number from 0 to 65535'],
  ])(
    '%j is a usage error: the message says so, nothing else is printed, and the exit code is 2',
    async (args, message) => {
      const { code, stdout, stderr } = await run(args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(message);
    },
  );

  test.each([
    ['a terminal', { isTTY: true, hasColors: () => true }, true],
    ['a terminal without colours', { isTTY: true, hasColors: () => false }, false],
    ['a pipe', { isTTY: false, hasColors: () => true }, false],
  ])('paints on %s, and nowhere else', async (_, stream, isPainted) => {
    const [stdout, stderr] = [collector(stream), collector(stream)];
    await runCommandLine(['check', valid], { stdout, stderr, env: {} });
    await runCommandLine(['check', 'nowhere.json'], { stdout, stderr, env: {} });
    for (const text of [stdout.text(), stderr.text()]) expect(text.includes('\u001b[')).toBe(isPainted);
  });
});

describe('check', () => {
  test('finds every issue of every file, and exits with 1', async () => {
    const { code, stdout, stderr } = await run(['check', valid, invalid]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      `✓ ${valid}`,
      `✗ ${invalid}`,
      '  rules.incognitto: unknown rule; did you mean incognito?',
      expect.stringMatching(/^ {2}rules\.vpn: /),
      '',
    ]);
  });

  test('accepts whatever a guard accepts: a policy, a preset by its name, and sets of them', async () => {
    const preset = folder.write('preset.json', '"strict"');
    const withMark = folder.write('mark.json', '\uFEFF{ "$schema": "x" }');
    expect(await run(['check', valid, set, preset, withMark])).toMatchObject({ code: 0 });
  });

  test('names the path in a set once, also of the policy that is the default', async () => {
    const wrong = folder.write('wrong-set.json', {
      policy: 'login',
      policies: { login: { rules: { tr: 'deny' } } },
    });
    const { code, stdout } = await run(['check', wrong, '--json']);
    expect({ code, ...JSON.parse(stdout) }).toEqual({
      code: 1,
      files: [
        { file: wrong, valid: false, issues: ['policies.login.rules.tr: unknown rule; did you mean tor?'] },
      ],
    });
  });

  test('reports a file that is not JSON', async () => {
    const broken = folder.write('broken.json', '{ "rules": }');
    const { code, stdout } = await run(['check', broken]);
    expect(code).toBe(1);
    expect(stdout).toContain('not JSON');
  });
});

describe('explain', () => {
  test('prints every rule with its level and options, and where each was set', async () => {
    const file = folder.write('explained.json', {
      extends: ['strict', { rules: { 'stale-event': 'challenge' } }],
      mode: 'monitor',
      rules: {
        vpn: 'off',
        tampering: ['deny', { maxAnomaly: 0.7 }],
        mine: ['observe', { when: { tor: true } }],
      },
    });
    const { code, stdout } = await run(['explain', file]);
    expect(code).toBe(0);
    const line = (start: string) =>
      stdout
        .split('\n')
        .find((text) => text.trimStart().startsWith(start))
        ?.trim();
    expect(line('mode')).toBe('mode: monitor (mode)');
    expect(line('incognito ')).toMatch(/^incognito +challenge +extends\[0\]: strict$/);
    expect(line('stale-event')).toMatch(
      /^stale-event +challenge +extends\[1\]\.rules\.stale-event +maxAgeMs: 30000 \(extends\[0\]: strict\)$/,
    );
    expect(line('vpn')).toMatch(/^vpn +off +rules\.vpn$/);
    expect(line('tampering')).toMatch(
      /^tampering +deny +rules\.tampering +maxAnomaly: 0\.7, maxMlScore: 0\.8 \(default\)$/,
    );
    expect(line('mine')).toMatch(/^mine +observe +rules\.mine +when: {"tor":true}$/);
  });

  test('prints each policy of a set, or the one that is named', async () => {
    const all = await json<{ policy: string }[]>(['explain', set]);
    expect(all.map(({ policy }) => policy)).toEqual(['default', 'login', 'pay']);
    const [one] = [await json<object>(['explain', set, '--only', 'pay'])];
    expect(one).toMatchObject({ policy: 'pay', mode: 'enforce' });
    expect(await run(['explain', set, '--only', 'shop'])).toMatchObject({
      code: 2,
      stderr: `fingerprint-guard: ${set}: no policy shop; it has default, login, pay\n`,
    });
  });

  test('takes a preset by its name, and no policy with issues', async () => {
    expect((await run(['explain', 'strict'])).stdout).toMatch(/bad-bot +deny +extends: strict/);
    expect(await run(['explain', invalid])).toMatchObject({ code: 2, stdout: '' });
  });
});
