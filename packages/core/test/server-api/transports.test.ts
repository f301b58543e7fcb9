import { Readable } from 'node:stream';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Agent, Dispatcher } from 'undici';
import { createServerApi, FingerprintError, type ServerApi, type ServerApiOptions } from '../../src/index.js';
import { createFetchTransport } from '../../src/server-api/fetch-transport.js';
import { requestFor, useEmulator } from '../support/scene.js';
import { useUpstream } from '../support/upstream.js';

const upstream = useUpstream();
const scene = useEmulator();
const ID = '0KSh65EnVoB85JBmloQK';
const EVENT = { event_id: ID, timestamp: 1 };
const JSON_OF_EVENT = Buffer.from(JSON.stringify(EVENT));

const apis: ServerApi[] = [];
afterEach(() => Promise.all(apis.splice(0).map((api) => api.close())));
function apiOf(options: Partial<ServerApiOptions>): ServerApi {
  const api = createServerApi({ apiKey: 'key', ...options });
  apis.push(api);
  return api;
}

describe('an answer that something on the way compressed', () => {
  const sending = (body: Uint8Array, encoding: string) =>
    upstream.listen((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(body);
    });

  test.each<[string, Uint8Array, string]>([
    ['gzip', gzipSync(JSON_OF_EVENT), 'gzip'],
    ['gzip, by its old name', gzipSync(JSON_OF_EVENT), 'X-GZIP'],
    ['brotli', brotliCompressSync(JSON_OF_EVENT), 'br'],
    ['deflate', deflateSync(JSON_OF_EVENT), 'deflate'],
    ['deflate without its header', deflateRawSync(JSON_OF_EVENT), 'deflate'],
    ['twice', brotliCompressSync(gzipSync(JSON_OF_EVENT)), 'gzip, br'],
    ['not at all', JSON_OF_EVENT, 'identity'],
  ])('is read: %s', async (_what, body, encoding) => {
    const baseUrl = await sending(body, encoding);
    for (const dispatcher of [undefined, new Agent()]) {
      const event = await apiOf({ baseUrl, ...(dispatcher ? { dispatcher } : {}) }).getEvent(ID);
      expect([event.eventId, event.raw]).toEqual([ID, EVENT]);
      await dispatcher?.close();
    }
  });

  test.each<[string, Uint8Array, string, string]>([
    ['is broken', gzipSync(JSON_OF_EVENT).subarray(0, 20), 'gzip', 'is not in the encoding'],
    ['is in an encoding that is not known', JSON_OF_EVENT, 'pied-piper', 'unknown encoding'],
    ['grows without end', gzipSync(Buffer.alloc(8 * 1024 * 1024)), 'gzip', 'too large'],
  ])('that %s is none', async (_what, body, encoding, message) => {
    const baseUrl = await sending(body, encoding);
    await expect(apiOf({ baseUrl }).getEvent(ID)).rejects.toMatchObject({
      code: 'ERR_FP_NETWORK',
      cause: { message: expect.stringContaining(message) },
    });
  });
});

describe('a fetch of another make', () => {
  const headers = new Headers();
  const answers: [string, () => unknown][] = [
    ['with a stream of Node', () => Readable.from([JSON_OF_EVENT.subarray(0, 9), JSON_OF_EVENT.subarray(9)])],
    ['with a web stream', () => new Response(JSON_OF_EVENT).body],
  ];

  test.each(answers)('%s is read', async (_what, body) => {
    const fetch = async () => ({ status: 200, headers, body: body() }) as unknown as Response;
    expect(await apiOf({ fetch }).getEvent(ID)).toMatchObject({ eventId: ID });
  });

  test('without any stream is read', async () => {
    const arrayBuffer = async () => Uint8Array.from(JSON_OF_EVENT).buffer;
    const fetch = async () => ({ status: 200, headers, arrayBuffer }) as unknown as Response;
    expect(await apiOf({ fetch }).getEvent(ID)).toMatchObject({ eventId: ID });
  });

  test('with an empty body has none', async () => {
    const fetch = async () => ({ status: 200, headers, body: null }) as unknown as Response;
    await expect(apiOf({ fetch }).getEvent(ID)).rejects.toMatchObject({ code: 'ERR_FP_FOREIGN_ANSWER' });
  });

  test('ends a stream of Node that brings too much', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(64 * 1024);
      })(),
    );
    const fetch = async () => ({ status: 200, headers, body: endless }) as unknown as Response;
    await expect(apiOf({ fetch }).getEvent(ID)).rejects.toMatchObject({
      code: 'ERR_FP_NETWORK',
      cause: { message: 'the answer is too large' },
    });
    expect(endless.destroyed).toBe(true);
  });
});

describe('a dispatcher of another major of undici', () => {
  /** The one that Node's own `fetch` uses: undici 6 or later, as it came with Node. */
  async function nodesOwn(): Promise<NonNullable<ServerApiOptions['dispatcher']>> {
    await fetch(scene.emulator.url);
    // The tests have a global object of their own, and this symbol of it is that of the package.
    const outer = new (fetch.constructor as FunctionConstructor)('return globalThis')() as
      | Promise<never>
      | never;
    return ((await outer) as never)[Symbol.for('undici.globalDispatcher.1')];
  }

  test("works: Node's own", async () => {
    const dispatcher = await nodesOwn();
    expect(dispatcher).toEqual(expect.objectContaining({ dispatch: expect.any(Function) }));
    expect(dispatcher).not.toBeInstanceOf(Dispatcher);
    const { eventId } = await scene.emulator.createEvent();
    const { guard } = scene.guard({ dispatcher });
    expect(await guard.check(requestFor(eventId))).toMatchObject({ action: 'allow', source: 'api' });
    scene.emulator.setFault({ kind: 'status', status: 429, retryAfter: 7 });
    await expect(guard.api.getEvent(eventId)).rejects.toMatchObject({
      code: 'ERR_FP_RATE_LIMITED',
      retryAfterMs: 7000,
    });
    scene.emulator.setFault({ kind: 'truncate' });
    await expect(guard.api.getEvent(eventId)).rejects.toMatchObject({ code: 'ERR_FP_NETWORK' });
    scene.emulator.setFault({ kind: 'delay', ms: 60_000 });
    const controller = new AbortController();
    const call = guard.api.getEvent(eventId, { signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  test('works by the names of undici 5 and 6 alone, whatever the dispatcher looks at', async () => {
    const dispatch = (_options: object, handler: Record<string, (...given: unknown[]) => unknown>) => {
      expect(handler.onConnect?.(() => {})).toBeUndefined();
      const raw = ['Retry-After', '1', 'retry-after', '7'].map((text) => Buffer.from(text));
      expect(handler.onHeaders?.(429, raw, () => {}, '')).toBe(true);
      expect(handler.onData?.(Buffer.from('{}'))).toBe(true);
      handler.onComplete?.([]);
      return true;
    };
    const dispatcher = { dispatch } as unknown as NonNullable<ServerApiOptions['dispatcher']>;
    await expect(apiOf({ dispatcher }).getEvent(ID)).rejects.toMatchObject({
      code: 'ERR_FP_RATE_LIMITED',
      retryAfterMs: 7000,
    });
  });

  test.each([{}, { request: () => {} }, null, 'undici'])(
    'that cannot dispatch is refused: %j',
    (dispatcher) => {
      const options = { dispatcher: dispatcher as unknown as NonNullable<ServerApiOptions['dispatcher']> };
      expect(() => apiOf(options)).toThrow(expect.objectContaining({ code: 'ERR_FP_OPTION' }));
    },
  );
});

describe('a bug is not an outage', () => {
  const broken = (error: unknown): Partial<ServerApiOptions>[] => [
    { fetch: () => Promise.reject(error) },
    {
      fetch: () => {
        throw error;
      },
    },
    {
      dispatcher: {
        dispatch() {
          throw error;
        },
      } as unknown as NonNullable<ServerApiOptions['dispatcher']>,
    },
  ];
  const withCode = (error: Error, code: string) => Object.assign(error, { code });

  test.each<[string, Error]>([
    ['a TypeError', new TypeError('x is not a function')],
    ['a ReferenceError', new ReferenceError('x is not defined')],
    ["a wrong argument, in Node's words", withCode(new TypeError('x'), 'ERR_INVALID_ARG_TYPE')],
    ["a wrong argument, in undici's words", withCode(new Error('x'), 'UND_ERR_INVALID_ARG')],
    ['one of these, wrapped by fetch', new TypeError('fetch failed', { cause: new TypeError('x') })],
  ])('%s rejects the check, twelve times of twelve', async (_what, error) => {
    for (const options of broken(error)) {
      const { guard, decisions, warnings } = scene.guard(options);
      for (let check = 0; check < 12; check++)
        await expect(guard.check(requestFor(`${ID}${check}`))).rejects.toBe(error);
      await expect(guard.api.getEvent(ID)).rejects.toBe(error);
      expect([decisions, warnings]).toEqual([[], []]);
    }
  });

  test.each<[string, Error]>([
    [
      'a refused connection',
      new TypeError('fetch failed', { cause: withCode(new Error('x'), 'ECONNREFUSED') }),
    ],
    ['an error with a code of its own', withCode(new TypeError('x'), 'E_SEND')],
    ['any other error', new Error('socket hang up')],
  ])('%s is one', async (_what, error) => {
    for (const options of broken(error)) {
      const { guard } = scene.guard(options);
      const decision = await guard.check(requestFor(ID));
      expect(decision).toMatchObject({ failedOpen: true, signals: { lookupCause: 'network' } });
      expect(decision.error).toBeInstanceOf(FingerprintError);
    }
  });

  test('a fetch that returns something other than a response is a bug, too', async () => {
    const { guard } = scene.guard({ fetch: async () => undefined as unknown as Response });
    await expect(guard.check(requestFor(ID))).rejects.toMatchObject({ name: 'TypeError' });
  });

  test("the runtime's own fetch may throw a TypeError for a failed connection only", async () => {
    const own = globalThis.fetch;
    const bare = () => Promise.reject(new TypeError('NetworkError'));
    globalThis.fetch = bare;
    try {
      const { transport } = createFetchTransport(new URL('https://api.example'), globalThis.fetch);
      const request = { method: 'GET', path: '/', headers: {}, isRepeatable: true } as const;
      await expect(transport(request, new AbortController().signal)).rejects.toMatchObject({ name: 'Error' });
    } finally {
      globalThis.fetch = own;
    }
  });

  test('a history that fails with one rejects the check, too', async () => {
    const fetchOf = (url: string, init: RequestInit) => {
      if (url.includes('?')) throw new TypeError('x');
      return fetch(url, init);
    };
    const { guard } = scene.guard({
      fetch: fetchOf,
      policy: { rules: { 'impossible-travel': 'challenge' } },
    });
    const { eventId } = await scene.emulator.createEvent();
    await expect(guard.check(requestFor(eventId))).rejects.toMatchObject({ name: 'TypeError' });
  });
});
