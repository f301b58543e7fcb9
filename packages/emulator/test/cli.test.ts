import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from '@jest/globals';
import { freePort } from '../../../test/support/free-port.js';
import { start, statusAndCode } from './client.js';

const folder = `${process.cwd()}/packages/emulator`;
const children: ChildProcessWithoutNullStreams[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function run(args: string[], format = 'esm'): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [`${folder}/dist/${format}/cli.js`, ...args]);
  children.push(child);
  return child;
}

async function result(args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = run(args);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk) => {
      texts[name] += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, ...texts };
}

function endGroup({ pid }: ChildProcessWithoutNullStreams): void {
  try {
    process.kill(-Number(pid), 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  const [line] = await once(createInterface(child.stdout), 'line');
  return line;
}

describe('a running emulator', () => {
  test.each([
    ['SIGTERM', 'esm'],
    ['SIGINT', 'cjs'],
  ] as const)('says how to reach it, serves, and ends on %s (%s)', async (signal, format) => {
    const port = await freePort();
    const child = run(['--port', String(port), '--key', 'the-key', '--region', 'eu', '--json'], format);
    const told = JSON.parse(await firstLine(child));
    expect(Object.keys(told)).toEqual(['url', 'secretApiKey', 'sealedKey']);
    expect(told.secretApiKey).toBe('the-key');
    expect(await statusAndCode(told, '/v4/events/a', 'eu.localhost')).toEqual([404, 'event_not_found']);
    expect(await statusAndCode(told, '/v4/events/a', 'ap.localhost')).toEqual([403, 'wrong_region']);
    const begun = Date.now();
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(Date.now() - begun).toBeLessThan(1000);
    const next = createServer().listen(port, '127.0.0.1');
    await once(next, 'listening');
    next.close();
  });

  test('ends with npx, which passes no signal on', async () => {
    const command = `${process.execPath} ${folder}/dist/esm/cli.js --port 0 --json; true`;
    const env = { ...process.env, npm_lifecycle_event: 'npx' };
    const shell = spawn('sh', ['-c', command], { env, detached: true });
    try {
      await firstLine(shell);
      shell.kill('SIGTERM');
      await once(shell, 'exit');
      // The pipe is the emulator's too: it closes when the emulator has ended.
      await once(shell, 'close', { signal: AbortSignal.timeout(4000) });
    } finally {
      endGroup(shell);
    }
  });

  test('limits the rate when told', async () => {
    const child = run(['--port=0', '--key=k', '--rate-limit=0.001:2', '--json']);
    const { url } = JSON.parse(await firstLine(child));
    const look = async () =>
      (await fetch(`${url}/v4/events/a`, { headers: { authorization: 'Bearer k' } })).status;
    expect([await look(), await look(), await look()]).toEqual([404, 404, 429]);
  });

  test('greets a person with what to use', async () => {
    const child = run(['--port', '0', '--key', 'the-key']);
    let text = '';
    for await (const chunk of child.stdout) {
      text += chunk;
      if (text.includes('Ctrl+C')) break;
    }
    const url = /listens on (http:\S+)/.exec(text)?.[1];
    expect(text).toContain(`FINGERPRINT_BASE_URL=${url}`);
    expect(text).toContain('FINGERPRINT_SECRET_API_KEY=the-key');
    expect(text).toContain('baseUrl');
  });
});

describe('the command line', () => {
  test.each([
    [['--port', 'x'], /--port must be a whole number/],
    [['--port', '70000'], /port must be a whole number from 0 to 65535/],
    [['--region', 'us'], /region must be one of global, eu, ap/],
    [['--rate-limit', '5'], /--rate-limit must be requests per second and a burst/],
    [['--rate-limit', '0:5'], /rateLimit must be/],
    [['--key', ''], /secretApiKey must be/],
    [['--nope'], /--nope/],
    [['extra'], /extra/],
  ])('%j is refused', async (args, message) => {
    const { code, stdout, stderr } = await result(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('--help');
    expect(stderr).not.toContain('    at ');
  });

  test('says so when the port is in use', async () => {
    const { url } = await start();
    const { code, stdout, stderr } = await result(['--port', new URL(url).port]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^fingerprint-emulator: can't listen on 127\.0\.0\.1, port \d+: .*in use\n$/);
  });

  test('explains every flag', async () => {
    const { code, stdout } = await result(['--help']);
    expect(code).toBe(0);
    for (const flag of 'port host key region rate-limit json help version'.split(' ')) {
      expect(stdout).toContain(`--${flag} `);
    }
  });

  test('knows the version of its package', async () => {
    const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    expect(await result(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('can be run as a file', () => {
    expect(readFileSync(`${folder}/dist/esm/cli.js`, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});
