import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../src/index.js';
import { handleOutputErrors } from '../src/terminal/output-errors.js';
import { createFolder } from './folder.js';
import { asLines, recordOf } from './records.js';
import { collector, json, piped, run } from './run.js';

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
    [['init', '--path', 'nowhere'], 'package.json: no such file: run this in the folder of your server'],
    [['report', 'a.jsonl', '--since', 'yesterday'], '--since: expected a date such as 2026-05-01'],
    [['report', 'a.jsonl', '--since', '01.05.2026'], '--since: expected a date such as 2026-05-01'],
    [['report', 'a.jsonl', '--until', '2026-02-31'], '--until: expected a date such as 2026-05-01'],
    [
      ['report', 'a.jsonl', '--since', '2026-05-02', '--until', '2026-05-02'],
      '--until: nothing is before 2026-05-02 and since 2026-05-02',
    ],
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

describe('an output that takes no more', () => {
  function watch() {
    const [stdout, stderr] = [new EventEmitter(), Object.assign(new EventEmitter(), collector())];
    const exits: (number | undefined)[] = [];
    handleOutputErrors(stdout, stderr, (code) => exits.push(code));
    const fail = (stream: EventEmitter, code: string) =>
      stream.emit('error', Object.assign(new Error(`${code}: write`), { code }));
    return { stdout, stderr, exits, fail };
  }

  test('is left alone if whoever reads it has seen enough', () => {
    const { stdout, stderr, exits, fail } = watch();
    fail(stdout, 'EPIPE');
    expect([exits, stderr.text()]).toEqual([[undefined], '']);
  });

  test('is a failure if there is no room for results', () => {
    const { stdout, stderr, exits, fail } = watch();
    fail(stdout, 'ENOSPC');
    expect([exits, stderr.text()]).toEqual([
      [2],
      'fingerprint-guard: the result cannot be written: ENOSPC: write\n',
    ]);
  });

  test('does not change the outcome if it is that of errors', () => {
    const { stderr, exits, fail } = watch();
    fail(stderr, 'EPIPE');
    expect(exits).toEqual([]);
  });
});

describe('what files contain controls no terminal', () => {
  const hostile = 'a\u001b[2J\u009b31m\u202eb\u2066c\rd\n✓ e';
  const named = folder.write(`${hostile}.json`, {
    extends: hostile,
    rules: { [hostile]: 'deny', own: ['deny', { when: { [hostile]: 1 } }] },
  });
  const several = folder.write('several.json', {
    policies: {
      [hostile]: { rules: { [hostile]: ['deny', { when: { incognito: true } }] } },
      'b\nc': 'strict',
    },
  });
  const log = folder.write(
    `${hostile}.jsonl`,
    asLines([recordOf({ policy: { rules: { [hostile]: ['deny', { when: { incognito: false } }] } } })]) +
      `{"v":"${'\\u001b[2J'}","signals":{}}\nnone\n`,
  );
  const labels = folder.write(`${hostile}.csv`, `visitorId,label\nv,${hostile.replaceAll(/[\r\n]/g, '')}\n`);
  const terminal = () => collector({ isTTY: true, hasColors: () => true });
  const ESC = '\u001b';
  const colours = new RegExp(`${ESC}\\[(1|2|22|3[1-4]|39)m`, 'g');
  const progress = `\r${ESC}[2K`;
  const control = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

  test.each([
    ['check', [named]],
    ['check', ['-'], JSON.stringify({ [hostile]: 1 })],
    ['explain', [several]],
    ['explain', [several, '--only', hostile]],
    ['explain', [several, '--only', 'other']],
    ['explain', [named]],
    ['report', [log]],
    ['report', [`${hostile}.jsonl`]],
    ['report', [`ftp://${hostile}`]],
    ['report', [log, '--since', hostile]],
    ['backtest', [log, '--policy', several]],
    ['backtest', [log, '--policy', 'strict', '--labels', labels]],
    ['backtest', [log, '--policy', 'strict', '--labels', `${hostile}.csv`]],
    ['sql', ['--policy', several, '--only', hostile, '--dialect', 'duckdb', '--table', 't']],
    ['sql', ['--policy', several, '--dialect', 'duckdb', '--table', 't']],
    ['sql', ['--policy', 'strict', '--dialect', 'duckdb', '--table', hostile]],
    ['init', ['--path', folder.at(hostile)]],
    [hostile, []],
    ['check', [`--${hostile}`]],
  ])('command %#', async (command, args, input = '') => {
    const [stdout, stderr] = [terminal(), terminal()];
    await runCommandLine([command, ...args], { stdout, stderr, env: {}, ...piped(input) });
    const text = stdout.text() + stderr.text();
    // Nothing of an invalid address is shown.
    expect(text).toMatch(/\ufffd|chr\(27\)|:\/\/…/);
    expect(text.replaceAll(colours, '').replaceAll(progress, '')).not.toMatch(control);
    // No value starts a line.
    if (command !== hostile && !args.includes(`--${hostile}`)) expect(text).not.toMatch(/^✓ e/m);
  });

  test('a colour in a value is none, on a terminal that shows colours', async () => {
    const stdout = terminal();
    const file = folder.write('coloured.json', { '\u001b[32mgreen': 1 });
    await runCommandLine(['check', file], { stdout, env: {} });
    expect(stdout.text().match(colours)).toEqual([`${ESC}[31m`, `${ESC}[39m`]);
  });

  test('for machines, all of it is there', async () => {
    const { stdout } = await run(['check', named, '--json']);
    expect(stdout).not.toMatch(control);
    const { files } = JSON.parse(stdout);
    expect(files[0].file).toBe(named);
    expect(files[0].issues.join()).toContain(hostile);
  });

  test('letters of every script, and what they are joined by, stay', async () => {
    const file = folder.write('Zoë-日本-עברית.json', 'strict');
    expect((await run(['check', file])).stdout).toContain('Zoë-日本-עברית.json');
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

  test.each([
    ['{"policies":{}}', 'policies: expected at least one policy'],
    ['{"$schema":"x","policies":{}}', 'policies: expected at least one policy'],
    ['{"policies":[]}', 'policies: expected an object of policies by name'],
    ['{"policies":{"login":5}}', 'policies.login: expected a policy'],
    ['{"policy":null,"policies":{}}', 'policy: expected a policy'],
    ['{"policies":{"inline":{}}}', 'policies.inline: a reserved name'],
    ['{"policy":"default","policies":{"default":"strict"}}', 'policies.default: a reserved name'],
    ['5', 'expected a policy'],
  ])(
    'of a file without a policy, or with a name that no guard takes, is an issue, for every command that reads policies: %s',
    async (content, issue) => {
      const file = folder.write('no-policy.json', content);
      const log = folder.write('no-log.jsonl', '');
      expect(await run(['check', file])).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(`^✗ .*\n  ${issue}`),
      });
      for (const args of [
        ['explain', file],
        ['sql', '--policy', file, '--dialect', 'duckdb', '--table', 't'],
        ['backtest', log, '--policy', file],
        ['backtest', log, '--policy', 'strict', '--against', file],
        ['inspect', log, '--policy', file],
      ]) {
        const { code, stdout, stderr } = await run(args);
        expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
        expect(stderr).toContain(`has issues:\n  ${issue}`);
      }
    },
  );

  test('of a set has one policy or more', async () => {
    for (const content of [
      '{"policy":"strict","policies":{}}',
      '{"policy":{}}',
      '{"policies":{"a":{}}}',
      '{}',
    ])
      expect(await run(['check', folder.write('some.json', content)])).toMatchObject({ code: 0 });
  });

  test.each(['policy.ts', 'policy.mjs', 'policy.cjs', 'policy.js'])(
    'runs no module, and says what to do instead: %s',
    async (name) => {
      const mark = folder.at('ran');
      const source = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, ''); module.exports = {};`;
      const file = folder.write(name, source);
      const { code, stdout } = await run(['check', file]);
      expect({ code, stdout }).toEqual({
        code: 1,
        stdout: `✗ ${file}\n  not JSON: a module, which is not run; write its policy as JSON, or pipe the JSON in as -\n`,
      });
      expect(existsSync(mark)).toBe(false);
    },
  );

  test('reads JSON with a mark and line ends of Windows, whatever the file is called', async () => {
    const file = folder.write('policy.txt', '\uFEFF{\r\n  "rules": { "vpn": "deny" }\r\n}\r\n');
    expect(await run(['check', file])).toEqual({ code: 0, stdout: `✓ ${file}\n`, stderr: '' });
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
