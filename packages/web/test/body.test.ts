import { createFingerprintGuard } from '@fingerprint-guard/core/fetch';
import { describe, expect, test } from '@jest/globals';
import { eachTest } from '../../../test/support/shop.js';
import { checkRequest } from '../src/index.js';

const shop = eachTest();
const newId = async () => (await shop.emulator.createEvent()).eventId;

/** A request whose body records how much of it was read. */
function streamed(headers: Record<string, string>, chunks: string[]) {
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = chunks[pulled++];
        if (chunk === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(chunk));
      },
    },
    { highWaterMark: 0 },
  );
  const init = { method: 'POST', headers, body, duplex: 'half' };
  return { request: new Request('https://shop.example/login', init as RequestInit), pulled: () => pulled };
}

const post = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
  new Request('https://shop.example/login', { method: 'POST', body: body ?? null, headers });
const json = (value: unknown) => post(JSON.stringify(value), { 'content-type': 'application/json' });

function form(fields: Record<string, string | Blob>) {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

describe('a body that names the event', () => {
  test.each<[string, (eventId: string) => Request, (request: Request) => Promise<unknown>]>([
    [
      'JSON',
      (eventId) => json({ eventId, name: 'Zoë' }),
      async (r) => ((await r.json()) as { name: string }).name,
    ],
    [
      'JSON of a type of its own',
      (eventId) => post(JSON.stringify({ eventId, name: 'Zoë' }), { 'content-type': 'application/ld+json' }),
      async (r) => ((await r.json()) as { name: string }).name,
    ],
    [
      'a form',
      (eventId) => post(new URLSearchParams({ eventId, name: 'Zoë' })),
      async (r) => (await r.formData()).get('name'),
    ],
    [
      'a form with files',
      (eventId) => post(form({ eventId, name: 'Zoë', photo: new Blob(['a photo']) })),
      async (r) => (await r.formData()).get('name'),
    ],
  ])('%s: read, and left to be read', async (_type, make, readName) => {
    const request = make(await newId());
    const { decision, blocked } = await checkRequest(shop.guard(), request, { ip: '127.0.0.1' });
    expect(blocked).toBeUndefined();
    expect(decision?.signals.reference).toBe('id');
    expect(await readName(request)).toBe('Zoë');
  });

  test.each([
    ['malformed JSON', post('{"eventId":', { 'content-type': 'application/json' })],
    ['a malformed form', post('--', { 'content-type': 'multipart/form-data; boundary=x' })],
    ['another type', post('{"eventId":"1"}', { 'content-type': 'text/plain' })],
    ['none', post(null)],
  ])('%s names none', async (_what, request) => {
    const { decision, blocked } = await checkRequest(shop.guard(), request);
    expect(blocked?.status).toBe(403);
    expect(decision?.signals.reference).toBe('missing');
  });

  test('malformed JSON is nothing that the application forgot to pass on', async () => {
    const request = post('{"eventId":', { 'content-type': 'application/json', 'content-length': '11' });
    await checkRequest(shop.guard(), request);
    expect(shop.warnings).toEqual([]);
  });

  test('with a field that came twice is malformed', async () => {
    const eventId = await newId();
    const { decision } = await checkRequest(
      shop.guard(),
      post(`eventId=${eventId}&eventId=${eventId}`, {
        'content-type': 'application/x-www-form-urlencoded',
      }),
    );
    expect(decision?.signals.reference).toBe('malformed');
  });
});

describe('a body that need not be read', () => {
  test('is not, where a header names the event', async () => {
    const { request, pulled } = streamed({ ...(await shop.visit()), 'content-type': 'application/json' }, [
      '{}',
    ]);
    const { blocked } = await checkRequest(shop.guard(), request);
    expect(blocked).toBeUndefined();
    expect(pulled()).toBe(0);
    expect(await request.json()).toEqual({});
  });

  test.each([
    ['a query', (id: string) => [`?eventId=${id}`, {}]],
    ['a cookie', (id: string) => ['', { cookie: `fp=${id}` }]],
  ] as const)('is not, where %s names the event', async (_where, place) => {
    const [search, headers] = place(await newId());
    const { request, pulled } = streamed({ ...headers, 'content-type': 'application/json' }, ['{}']);
    const asked = new Request(`${request.url}${search}`, request);
    const guard = shop.guard({ eventFrom: [{ cookie: 'fp' }, { query: 'eventId' }, { body: 'eventId' }] });
    expect((await checkRequest(guard, asked)).blocked).toBeUndefined();
    expect(pulled()).toBe(0);
  });

  test('is read no further than its limit, and is complete for the handler', async () => {
    const chunks = Array.from({ length: 10 }, () => 'x'.repeat(100));
    const { request, pulled } = streamed({ 'content-type': 'application/json' }, chunks);
    const { decision } = await checkRequest(shop.guard(), request, { maxBodyBytes: 250 });
    expect(decision?.signals.reference).toBe('missing');
    expect(pulled()).toBeLessThan(6);
    expect(await request.text()).toBe(chunks.join(''));
  });

  test('is not read at all, if it says that it is larger', async () => {
    const { request, pulled } = streamed({ 'content-type': 'application/json', 'content-length': '251' }, [
      '{}',
    ]);
    await checkRequest(shop.guard(), request, { maxBodyBytes: 250 });
    expect(pulled()).toBe(0);
  });

  test('within its bound to the byte is read', async () => {
    const text = JSON.stringify({ eventId: await newId() });
    const headers = { 'content-type': 'application/json' };
    const within = await checkRequest(shop.guard(), post(text, headers), { maxBodyBytes: text.length });
    expect(within.decision?.signals.reference).toBe('id');
    const above = await checkRequest(shop.guard(), post(text, headers), { maxBodyBytes: text.length - 1 });
    expect(above.decision?.signals.reference).toBe('missing');
  });
});

describe('a body that something has read before', () => {
  const read = async (body: object) => {
    const request = json(body);
    request.headers.set('content-length', '9');
    await request.text();
    return request;
  };

  test.each([
    ['to its end', async (request: Request) => void (await request.text())],
    ['in part', async (request: Request) => void (await request.body?.getReader().read())],
  ])('%s names no event, and the log says what to do', async (_how, begin) => {
    const request = json({ eventId: await newId() });
    request.headers.set('content-length', '9');
    await begin(request);
    const { decision, blocked } = await checkRequest(shop.guard(), request);
    expect(blocked?.status).toBe(403);
    expect(decision?.signals.reference).toBe('missing');
    expect(shop.warnings).toEqual([expect.stringContaining('pass on a body that was read before')]);
  });

  test('counts as passed, and no other one is read', async () => {
    const body = { eventId: await newId() };
    const { blocked } = await checkRequest(shop.guard(), await read(body), { body });
    expect(blocked).toBeUndefined();
    const data = form({ event_id: await newId() });
    expect((await checkRequest(shop.guard(), await read({}), { body: data })).blocked).toBeUndefined();
    expect(shop.warnings).toEqual([]);
  });

  test.each([
    ['the ID', async () => newId(), 'id'],
    ['nothing', async () => undefined, 'missing'],
    ['null', async () => null, 'missing'],
    ['an empty text', async () => '', 'missing'],
    ['a file', async () => new Blob(['x']), 'malformed'],
    ['a path', async () => '../x', 'malformed'],
  ])('counts for what was read of it: %s', async (_what, value, reference) => {
    const { decision } = await checkRequest(shop.guard(), await read({}), { eventId: await value() });
    expect(decision?.signals.reference).toBe(reference);
  });

  test('a sealed result that was read of it is opened', async () => {
    const { sealedResult } = await shop.emulator.createEvent();
    const guard = createFingerprintGuard({ ...shop.options(), sealedKeys: [shop.emulator.sealedKey] });
    const { decision } = await checkRequest(guard, await read({}), { eventId: sealedResult });
    expect(decision?.source).toBe('sealed');
    await guard.close();
  });

  test('an ID that was read of it is the event, wherever else another is named', async () => {
    const bot = await shop.emulator.createEvent('bad-bot');
    const request = post(null, await shop.visit());
    const { decision } = await checkRequest(shop.guard(), request, { eventId: bot.eventId });
    expect(decision?.signals.eventId).toBe(bot.eventId);
  });

  test('without an ID that was read of it, a header counts', async () => {
    const request = post('{}', { ...(await shop.visit()), 'content-type': 'application/json' });
    expect((await checkRequest(shop.guard(), request, { eventId: undefined })).blocked).toBeUndefined();
  });
});

describe('a body of a stream of its own', () => {
  const streaming = (start: (into: ReadableStreamDefaultController) => void, signal?: AbortSignal) =>
    new Request('https://shop.example/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new ReadableStream({ start }),
      duplex: 'half',
      ...(signal && { signal }),
    } as RequestInit);

  test('that never ends is not waited for once the client is gone', async () => {
    const controller = new AbortController();
    const checked = checkRequest(
      shop.guard(),
      streaming(() => {}, controller.signal),
    );
    controller.abort();
    const { decision, blocked } = await checked;
    expect(blocked?.status).toBe(403);
    expect(decision?.signals).toMatchObject({ reference: 'missing', clientGone: true });
  });

  test('may consist of strings', async () => {
    const eventId = await newId();
    const request = streaming((into) => {
      into.enqueue('{"eventId":');
      into.enqueue(`"${eventId}"}`);
      into.close();
    });
    const { decision, blocked } = await checkRequest(shop.guard(), request);
    expect(blocked).toBeUndefined();
    expect(decision?.signals.eventId).toBe(eventId);
  });
});

describe('a body that breaks off', () => {
  const failures: readonly unknown[] = [
    new TypeError('terminated'),
    Object.assign(new Error('aborted'), { code: 'ECONNRESET' }),
    new DOMException('gone', 'AbortError'),
    undefined,
  ];
  const broken = (method: string, failure: unknown, headers: Record<string, string>) => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"eventId":')),
      pull: (controller) => controller.error(failure),
    });
    return new Request('https://shop.example/login', {
      method,
      headers,
      body,
      duplex: 'half',
    } as RequestInit);
  };
  const types = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'];

  test.each(types)('names no event, as %s, whatever ends it', async (type) => {
    for (const failure of failures) {
      const request = broken('POST', failure, { 'content-type': type });
      const { decision, blocked } = await checkRequest(shop.guard(), request);
      expect(blocked?.status).toBe(403);
      expect(decision?.signals.reference).toBe('missing');
      const observed = await checkRequest(shop.guard(), broken('POST', failure, { 'content-type': type }), {
        required: false,
      });
      expect(observed.decision?.signals.reference).toBe('missing');
    }
  });

  test('makes no preflight of a request', async () => {
    const preflight = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
    for (const failure of failures) {
      const { blocked } = await checkRequest(shop.guard(), broken('OPTIONS', failure, preflight));
      expect(blocked?.status).toBe(403);
    }
  });

  test('is not read where a header names the event', async () => {
    const visit = { ...(await shop.visit()), 'content-type': 'application/json' };
    const { blocked } = await checkRequest(shop.guard(), broken('POST', failures[0], visit));
    expect(blocked).toBeUndefined();
  });
});
