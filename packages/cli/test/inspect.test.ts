import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type OutputStream, runCommandLine } from '../src/index.js';
import { createFolder } from './folder.js';
import { asLines, recordOf } from './records.js';
import { collector, run } from './run.js';

const folder = createFolder();
afterAll(() => folder.remove());

const file = folder.write(
  'log.jsonl',
  asLines(
    Array.from({ length: 7 }, (_, index) =>
      recordOf({ id: `d-${index}`, signals: { incognito: index === 6 } }),
    ),
  ),
);

/** Starts the command, and resolves with the address that it prints. */
async function start(args: readonly string[]) {
  const end = new AbortController();
  const stderr = collector();
  let listening: (url: string) => void = () => undefined;
  const url = new Promise<string>((resolve) => {
    listening = resolve;
  });
  const stdout: OutputStream = { write: (text) => listening(/http:\S+/.exec(text)?.[0] ?? '') };
  const ended = runCommandLine(['inspect', '--port', '0', ...args], {
    stdout,
    stderr,
    env: {},
    signal: end.signal,
  });
  const stop = () => {
    end.abort();
    return ended;
  };
  return { url: await url, stop, stderr };
}

describe('inspect', () => {
  test('serves the page over the last decisions of files, with policies to try, until it is ended', async () => {
    const policy = folder.write('policy.json', { rules: { incognito: 'deny' } });
    const { url, stop } = await start([file, '--size', '3', '--policy', policy]);
    expect(new URL(url).hostname).toBe('127.0.0.1');
    expect(await (await fetch(url)).text()).toContain('<!doctype html>');
    const { decisions } = (await (await fetch(`${url}/api/decisions`)).json()) as {
      decisions: { id: string }[];
    };
    expect(decisions.map(({ id }) => id)).toEqual(['d-6', 'd-5', 'd-4']);
    const detail = await (await fetch(`${url}/api/decisions/d-6`)).json();
    expect(detail).toMatchObject({ signals: { incognito: true }, event: { incognito: true } });
    expect(await (await fetch(`${url}/api/policies`)).json()).toMatchObject({ policies: { default: {} } });
    expect(await stop()).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  test('tells machines its address', async () => {
    const stdout = collector();
    const end = new AbortController();
    const stream = {
      write: (text: string) => {
        stdout.write(text);
        end.abort();
      },
    };
    await runCommandLine(['inspect', file, '--port', '0', '--size', '3', '--json'], {
      stdout: stream,
      signal: end.signal,
      env: {},
    });
    expect(JSON.parse(stdout.text())).toMatchObject({
      records: 7,
      held: 3,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
  });

  test('names what is not a record, and exits with 1 in the end', async () => {
    const { stop, stderr } = await start([folder.write('junk.jsonl', `junk\n${asLines([recordOf()])}`)]);
    expect(stderr.text()).toContain('junk.jsonl:1: not JSON');
    expect(await stop()).toBe(1);
  });

  test('says that a port is in use, and that it is not for production', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const taken = await run(['inspect', file, '--port', String(port)]);
    server.close();
    expect(taken).toMatchObject({
      code: 2,
      stderr: `fingerprint-guard: port ${port}: in use; --port 0 picks a free one\n`,
    });
    const production = await run(['inspect', file], { env: { NODE_ENV: 'production' } });
    expect(production).toMatchObject({ code: 2, stdout: '' });
    expect(production.stderr).toContain('if NODE_ENV is production');
  });
});
