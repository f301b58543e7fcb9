import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as onFetch from '../../src/fetch.js';
import * as core from '../../src/index.js';
import { type CheckOptions, createFingerprintGuard, type IncomingRequest } from '../../src/index.js';

const asked: string[] = [];
const warnings: string[] = [];
const guard = createFingerprintGuard({
  apiKey: 'secret',
  logger: { warn: (message: string) => void warnings.push(message) },
  fetch: async (url) => {
    asked.push(String(url));
    return Response.json({ error: { code: 'event_not_found', message: '' } }, { status: 404 });
  },
  lag: { retryForMs: 0 },
});
afterAll(() => guard.close());

const LINE = { method: 'POST', url: '/login' };
const ODD: readonly unknown[] = [
  undefined,
  null,
  {},
  [],
  'POST /login',
  7,
  () => LINE,
  new Map(Object.entries(LINE)),
  { ...LINE },
  { ...LINE, headers: null },
  { ...LINE, headers: 'x' },
  { ...LINE, headers: [['x-fingerprint-event-id', 'id']] },
  { ...LINE, headers: new Headers({ 'x-fingerprint-event-id': 'id' }) },
  { ...LINE, headers: new Map() },
  { ...LINE, headers: Promise.resolve({}) },
  { ...LINE, headers: { host: { name: 'shop' } } },
  { ...LINE, headers: { host: [Symbol('shop')] } },
  { ...LINE, headers: { host: () => 'shop' } },
  new Request('https://shop.example/login'),
  { method: 'POST', headers: {} },
  { method: 'POST', url: new URL('https://shop.example/login'), headers: {} },
  { url: '/login', headers: {} },
  { ...LINE, headers: {}, ip: { address: '203.0.113.7' } },
  { ...LINE, headers: {}, remoteAddress: 7 },
  { ...LINE, headers: {}, route: /login/ },
];
const issue = { name: 'FingerprintError', code: 'ERR_FP_OPTION' };

describe('a program that passes something other than a request', () => {
  test.each(ODD.map((odd, index) => [index, odd] as const))(
    'is told so, and nothing is asked (%i)',
    async (_index, odd) => {
      asked.length = 0;
      const request = odd as IncomingRequest;
      await expect(guard.check(request)).rejects.toMatchObject(issue);
      await expect(guard.checkEdge(request)).rejects.toMatchObject(issue);
      expect(asked).toEqual([]);
      expect(warnings).toEqual([]);
    },
  );

  test.each<[string, object | null]>([
    ['null', null],
    ['a native request that is no object', { native: 'request' }],
    ['a claimant that is no object', { claimant: 1 }],
    ['what is no function', { isGone: true }],
    ['a body that was not wrapped', { readBody: Promise.resolve({}) }],
  ])('is told so of options: %s', async (_what, options) => {
    const request = { ...LINE, headers: {}, ip: '203.0.113.7' };
    await expect(guard.check(request, undefined, options as object)).rejects.toMatchObject(issue);
    await expect(guard.checkEdge(request, undefined, options as object)).rejects.toMatchObject(issue);
  });

  test.each([[{}], ['host: shop'], [['host']], [['host', 7]], [[['host', 'shop']]], [null]])(
    'is told so of raw headers: %j',
    async (rawHeaders) => {
      const request = { ...LINE, headers: {}, ip: '203.0.113.7', rawHeaders } as unknown as IncomingRequest;
      await expect(guard.checkEdge(request)).rejects.toMatchObject(issue);
    },
  );

  test('is told so by every other function that takes a request', async () => {
    const receive = guard.createWebhookReceiver({ secrets: 'secret' });
    const { locate } = core.createHeaderLocationProvider({ platform: 'cloudflare' });
    const takers: Record<string, (odd: never) => unknown> = {
      describeRequest: core.describeRequest,
      fromFetchRequest: core.fromFetchRequest,
      hasFetchBody: core.hasFetchBody,
      readFetchBody: (odd) => core.readFetchBody(odd, 1),
      socketAddress: core.socketAddress,
      isClientGone: core.isClientGone,
      mayHaveStreamBody: core.mayHaveStreamBody,
      expressTrustsAnyProxy: core.expressTrustsAnyProxy,
      koaTrustsAnyProxy: core.koaTrustsAnyProxy,
      fastifyTrustsAnyProxy: core.fastifyTrustsAnyProxy,
      receiveNative: (odd) => core.receiveNative(receive, odd),
      receiveFetch: (odd) => onFetch.receiveFetch(receive, odd),
      verifyWebhook: core.verifyWebhook,
      createWebhookReceiver: receive,
      locate: (odd) => locate('203.0.113.7', odd),
    };
    for (const [name, take] of Object.entries(takers))
      for (const odd of [undefined, null, 'x', 7, []])
        await expect([name, await (async () => take(odd as never))().catch(({ code }) => code)]).toEqual([
          name,
          'ERR_FP_OPTION',
        ]);
    for (const name of [
      'fromFetchRequest',
      'hasFetchBody',
      'readFetchBody',
      'receiveFetch',
      'receiveNative',
      'locate',
    ])
      await expect((async () => takers[name]?.({} as never))()).rejects.toMatchObject(issue);
  });

  test('does not concern a request that a framework has written in its own way', async () => {
    class Headers {
      host = ['shop', 7, undefined, null];
      get(name: string) {
        return name;
      }
    }
    Object.defineProperty(Headers.prototype, 'get', { enumerable: true });
    const request = { ...LINE, headers: new Headers(), ip: null } as unknown as IncomingRequest;
    const options = { isGone: null, context: null, native: null, waitUntil: null } as unknown as CheckOptions;
    expect((await guard.check(request, undefined, options)).reasons).toMatchObject([
      { rule: 'missing-event' },
    ]);
  });

  test('never passes, whatever it is', async () => {
    const field = fc.anything({ withMap: true, withSet: true, withDate: true, withNullPrototype: true });
    const headers = fc.oneof(field, fc.dictionary(fc.constantFrom('host', 'origin', 'cookie', 'x'), field));
    const request = fc.record(
      {
        method: fc.oneof(fc.constant('POST'), field),
        url: fc.oneof(fc.constant('/login?eventId=1'), field),
        headers,
        ip: fc.oneof(fc.constant('203.0.113.7'), field),
        query: field,
        body: field,
        cookies: field,
        eventId: field,
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(request, async (odd) => {
        const outcome = await guard.check(odd as unknown as IncomingRequest).catch((error) => error);
        expect(outcome).toMatchObject(
          core.isFingerprintError(outcome) ? issue : { blocked: true, failedOpen: false },
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe('requests as servers have them', () => {
  const judged = async (request: IncomingRequest) =>
    (await guard.check(request)).reasons.map(({ rule }) => rule);
  const headers = { 'x-fingerprint-event-id': `${Date.now()}.NLOjmg` };

  test('of a client that names an event are judged', async () => {
    for (const request of [
      { ...LINE, headers },
      { ...LINE, headers: Object.assign(Object.create(null), headers) },
      { ...LINE, headers: Object.create(headers) },
      // A serverless adapter writes a number.
      {
        ...LINE,
        headers: { ...headers, host: 'shop.example', 'content-length': 12, origin: undefined, referer: null },
      },
      {
        ...LINE,
        headers: { ...headers, 'set-cookie': ['a=1', 'b=2'], ...Object.fromEntries([['then', 'x']]) },
      },
      { ...LINE, headers, ip: null, remoteAddress: undefined, route: undefined, rawHeaders: ['odd'] },
    ])
      expect(await judged(request as unknown as IncomingRequest)).toEqual(['unknown-event']);
  });

  test('of Node, over HTTP/1 and HTTP/2, as they are', async () => {
    const seen: string[][] = [];
    const handle = async (request: IncomingMessage, response: { end(): unknown }) => {
      seen.push(await judged(request as IncomingMessage & IncomingRequest));
      response.end();
    };
    const http1 = createServer((request, response) => void handle(request, response));
    const http2 = createHttp2Server((request, response) => void handle(request as never, response));
    for (const server of [http1, http2]) await once(server.listen(0, '127.0.0.1'), 'listening');
    await fetch(`http://127.0.0.1:${(http1.address() as AddressInfo).port}`, { headers });
    const client = connect(`http://127.0.0.1:${(http2.address() as AddressInfo).port}`);
    await once(client.request({ ':path': '/', ...headers }).resume(), 'end');
    client.close();
    await Promise.all([http1, http2].map((server) => once(server.close(), 'close')));
    expect(seen).toEqual([['unknown-event'], ['unknown-event']]);
  });
});
