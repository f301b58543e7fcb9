import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ProgramOptions, runProgram } from '../src/command-line.js';
import { asLines, recordOf } from './records.js';
import { collector } from './run.js';

const lines = asLines(Array.from({ length: 400 }, (_, index) => recordOf({ id: `d-${index}` })));
const packed = gzipSync(lines);

/** What the server answers by path; the rest is 404. */
const ANSWERS: Readonly<Record<string, RequestListener>> = {
  '/plain': (_, response) => response.end(lines),
  '/log.jsonl.gz': (_, response) => response.end(packed),
  '/encoded': (_, response) => response.setHeader('content-encoding', 'gzip').end(packed),
  '/moved': (_, response) => response.writeHead(302, { location: '/plain?sig=secret' }).end(),
  '/private': ({ headers }, response) => {
    const isKnown = headers.authorization === `Basic ${Buffer.from('me:se cret').toString('base64')}`;
    response.writeHead(isKnown ? 200 : 401).end(lines);
  },
  '/junk': (_, response) => response.end(`junk\n${lines}junk\n`),
  '/partial': (_, response) => response.writeHead(206).end(lines),
  '/signed': (_, response) => response.writeHead(403).end('<Error>signature=secret</Error>'),
  '/broken': (_, response) => {
    response.writeHead(200, { 'content-length': lines.length });
    response.write(lines.slice(0, 50_000), () => response.destroy());
  },
  '/broken-chunks': (_, response) => response.write(lines, () => response.destroy()),
  '/cut.gz': (_, response) => response.end(packed.subarray(0, -9)),
  '/silent': () => undefined,
  '/stalled': (_, response) => void response.write(lines),
  '/table': (_, response) => response.end('PAR1 and more'),
};

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const answer = ANSWERS[pathname] ?? (() => response.writeHead(404).end());
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server?.close();
  server?.closeAllConnections();
});

async function report(location: string, options: ProgramOptions = {}) {
  const [stdout, stderr] = [collector(), collector()];
  const args = ['report', location, '--json'];
  const code = await runProgram(args, { stdout, stderr, env: {}, ...options });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

describe('decisions from a web server', () => {
  test.each(['/plain', '/log.jsonl.gz', '/encoded', '/moved', '/plain?sig=secret#there'])(
    'are read without an extension: %s',
    async (path) => {
      const { code, stdout, stderr } = await report(url + path);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({ files: 1, records: 400, unreadable: { count: 0 } });
    },
  );

  test('are those of whoever the URL names', async () => {
    const private_ = `${url}/private`;
    expect(await report(private_.replace('//', '//me:se%20cret@'))).toMatchObject({ code: 0 });
    const { code, stderr } = await report(private_.replace('//', '//me:other@'));
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `fingerprint-guard: ${private_}: the server answered 401, not 200\n`,
    });
  });

  test('are named without what is secret in the URL', async () => {
    const { code, stdout, stderr } = await report(`${url}/junk?signature=secret`);
    expect(code).toBe(1);
    expect(stdout + stderr).not.toContain('secret');
    const file = `${url}/junk`;
    expect(JSON.parse(stdout).unreadable.named).toEqual([
      { file, line: 1, message: 'not JSON' },
      { file, line: 402, message: 'not JSON' },
    ]);
  });

  test.each([
    ['/signed?signature=secret', 'the server answered 403, not 200'],
    ['/nowhere', 'the server answered 404, not 200'],
    ['/partial', 'the server answered 206, not 200'],
    ['/broken', 'broke off: \\S.*'],
    ['/broken-chunks', 'broke off: \\S.*'],
    ['/silent', 'cannot be reached: nothing was received for 0.2 s'],
    ['/stalled', 'broke off: nothing was received for 0.2 s'],
  ])('are complete, or the command fails in one line: %s', async (path, message) => {
    const { code, stdout, stderr } = await report(url + path, { httpSilenceMs: 200 });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const [name] = path.split('?');
    expect(stderr).toMatch(new RegExp(`^fingerprint-guard: ${url}${name}: ${message}\n$`));
  });

  test.each<[string, RegExp]>([
    [
      'http://me:100%25%@127.0.0.1:9/log?signature=secret',
      /^fingerprint-guard: http:\/\/127.0.0.1:9\/log: cannot be reached: \S.*\n$/,
    ],
    ['s3://key:se/cret@bucket/log', /^fingerprint-guard: (?!.*cret).*\n$/],
    ['http://127.0.0.1:9/log', /^fingerprint-guard: http:\/\/127.0.0.1:9\/log: cannot be reached: \S.*\n$/],
    ...[
      'a b/log?signature=secret',
      'me:s/ecret@127.0.0.1/log',
      'me:s#ecret@127.0.0.1/log',
      'me:s?ecret@127.0.0.1/log',
    ].map((rest): [string, RegExp] => [`https://${rest}`, /^fingerprint-guard: https:\/\/…: not a URL\n$/]),
  ])('need a server: %s', async (location, message) => {
    const { code, stderr } = await report(location);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  test.each([
    ['/cut.gz', /^cannot be read.*: unexpected end of file$/],
    ['/table', /^cannot be read: Parquet cannot be read as a stream; .* --format parquet$/],
  ])('may be a damaged file, like a local one: %s', async (path, message) => {
    const { code, stdout } = await report(url + path);
    const named = [{ file: url + path, message: expect.stringMatching(message) }];
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 1, unreadable: { count: 1, named } });
  });

  test('end with Ctrl-C while the server is silent', async () => {
    const interruption = new AbortController();
    const asked = once(server, 'request');
    const ended = report(`${url}/silent`, { signal: interruption.signal });
    await asked;
    interruption.abort();
    expect(await ended).toEqual({ code: 130, stdout: '', stderr: '' });
  });
});
