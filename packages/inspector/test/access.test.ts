import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from '@fingerprint-guard/testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createInspector, type Inspector, type InspectorOptions } from '../src/index.js';
import { throughTor } from './decisions.js';

let close = async (): Promise<void> => undefined;
afterEach(() => close());

async function serve(options?: InspectorOptions): Promise<{ url: string; inspector: Inspector }> {
  const inspector = createInspector(options);
  inspector.onDecision(throughTor());
  const running = await listen((req, res) => void inspector.node(req, res));
  close = running.close;
  return { url: running.url, inspector };
}

/** Asks with any header, `Host` too, which `fetch` doesn't let anyone write. */
function ask(
  target: object,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ path: '/api/decisions', ...target, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asked.on('error', reject).end();
  });
}
const at = (url: string) => ({ host: '127.0.0.1', port: new URL(url).port });

describe('without `authorize`', () => {
  test.each(['localhost', '127.0.0.1', '[::1]'])('this machine sees it as %s', async (name) => {
    const { url } = await serve();
    const { status, body } = await ask(at(url), { host: `${name}:${new URL(url).port}` });
    expect(status).toBe(200);
    expect(JSON.parse(body).decisions).toHaveLength(1);
  });

  test.each([
    ['a name that was made to resolve to this machine', { host: 'rebound.example:3000' }],
    ['a name that only begins like one of this machine', { host: 'localhost.evil.example' }],
    ['a name that ends like one', { host: 'evil-localhost' }],
    ['a proxy on this machine', { host: 'localhost', 'x-forwarded-for': '203.0.113.7' }],
    ['a proxy of the standard', { host: 'localhost', forwarded: 'for=203.0.113.7' }],
  ])('%s is refused, and told nothing that is held', async (_title, headers) => {
    const { url } = await serve();
    const { status, body } = await ask(at(url), headers);
    expect(status).toBe(403);
    expect(body).not.toContain('decision-');
  });

  test('a method that a `Request` cannot have is refused like any other, without an error', async () => {
    const { url } = await serve();
    const trace = { ...at(url), method: 'TRACE' };
    expect((await ask(trace, { host: 'localhost' })).status).toBe(405);
    expect((await ask(trace, { host: 'rebound.example' })).status).toBe(403);
  });

  test('a socket that has no address is refused, whatever its `Host`', async () => {
    const inspector = createInspector();
    const socketPath = join(tmpdir(), `inspector-${process.pid}.sock`);
    const server = createServer((req, res) => void inspector.node(req, res));
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    close = () => new Promise((resolve) => server.close(() => resolve()));
    expect((await ask({ socketPath }, { host: 'localhost', connection: 'close' })).status).toBe(403);
  });

  test.each([
    [undefined, 403],
    [{}, 403],
    [{ ip: '203.0.113.7' }, 403],
    [{ ip: '127.0.0.1.evil.example' }, 403],
    [{ ip: '127.0.0.999' }, 403],
    [{ ip: '127.256.0.1' }, 403],
    [{ ip: '::ffff:127.0.0.256' }, 403],
    [{ ip: '127.0.0.1' }, 200],
    [{ ip: '127.255.255.255' }, 200],
    [{ ip: '::ffff:127.0.0.1' }, 200],
    [{ ip: '::1' }, 200],
  ])('`fetch` with %j answers %i', async (connection, status) => {
    const inspector = createInspector();
    const answer = await inspector.fetch(new Request('http://localhost:3000/_fingerprint/'), connection);
    expect(answer.status).toBe(status);
    const rebound = new Request('http://rebound.example/_fingerprint/');
    expect((await inspector.fetch(rebound, connection)).status).toBe(403);
  });

  test.each([
    ['localhost:65535', 200],
    ['127.1.2.3:3000', 200],
    ['[::1]:80', 200],
    ['localhost:65536', 403],
    ['127.0.0.1:99999', 403],
    ['127.0.0.999', 403],
    ['127.300.0.1:3000', 403],
  ])('the `Host` %s answers %i', async (host, status) => {
    const { url } = await serve();
    expect((await ask(at(url), { host })).status).toBe(status);
  });

  describe('in production', () => {
    const { NODE_ENV } = process.env;
    beforeEach(() => {
      process.env.NODE_ENV = 'production';
    });
    afterEach(() => {
      process.env.NODE_ENV = NODE_ENV;
    });

    test('it is not even made', () => {
      expect(() => createInspector()).toThrow(
        expect.objectContaining({
          code: 'ERR_FP_OPTION',
          message: expect.stringMatching(/^authorize: required/),
        }),
      );
      expect(() => createInspector({ authorize: undefined })).toThrow(/^authorize: required/);
    });

    test('with `authorize` it is', () => {
      expect(() => createInspector({ authorize: () => true })).not.toThrow();
    });
  });
});

describe('with `authorize`', () => {
  test('it sees the request, and what middleware has put on it', async () => {
    const seen: unknown[] = [];
    const { url } = await serve({
      async authorize(asked, native) {
        seen.push(asked.headers.get('authorization'), (native as { url?: string }).url);
        return asked.headers.get('authorization') === 'Bearer operator';
      },
    });
    expect((await ask(at(url), { host: 'admin.example', authorization: 'Bearer operator' })).status).toBe(
      200,
    );
    expect((await ask(at(url), { host: 'localhost' })).status).toBe(403);
    expect(seen).toEqual(['Bearer operator', '/api/decisions', null, '/api/decisions']);
  });

  test.each([
    ['false', () => false],
    ['nothing', () => undefined],
    ['a user', () => ({ name: 'Robin' })],
    [
      'an error',
      () => {
        throw new Error('the session store is away');
      },
    ],
    ['a rejection', () => Promise.reject(new Error('the session store is away'))],
  ])('%s refuses, for every route', async (_title, authorize) => {
    const { url } = await serve({ authorize: authorize as InspectorOptions['authorize'] & (() => boolean) });
    for (const path of ['/', '/api/decisions', '/api/stream', '/api/summary', '/api/policies', '/compare']) {
      const { status, body } = await ask({ ...at(url), path });
      expect([path, status]).toEqual([path, 403]);
      expect(body).not.toMatch(/session store|decision-/);
    }
  });
});

test.each([
  [{ size: 0 }, 'size: expected a whole number from 1 to 100000'],
  [{ size: '10' }, 'size: expected a whole number from 1 to 100000'],
  [{ authorize: 'admin' }, 'authorize: expected a function'],
  [{ authorise: () => true }, 'authorise: unknown option'],
  [{ policies: { login: { rules: { vnp: 'deny' } } } }, 'rules.vnp: unknown rule'],
])('refuses the options %j', (options, message) => {
  expect(() => createInspector(options as InspectorOptions)).toThrow(message);
});
