import { beforeEach, describe, expect, test } from '@jest/globals';
import type { AgentSource } from '../src/index.js';
import { never, newAgent } from './agents.js';
import { freshPage } from './fresh-page.js';
import { NEW_EVENT, startRecorder } from './recorder.js';

let createFingerprintFetch: typeof import('../src/index.js').createFingerprintFetch;
beforeEach(async () => {
  ({ createFingerprintFetch } = await freshPage());
});

const ids = (arrivals: { id: string | undefined }[]) => arrivals.map(({ id }) => id);

describe('each request', () => {
  test('is sent once, with an ID of its own, also of two at once', async () => {
    const { url, arrivals } = await startRecorder();
    const agent = newAgent();
    const send = createFingerprintFetch({ agent });
    expect(agent.asked).toEqual([]);
    expect((await send(url)).status).toBe(200);
    await Promise.all([send(url), send(url)]);
    expect(ids(arrivals).sort()).toEqual(['event-1', 'event-2', 'event-3']);
    expect(agent.asked).toHaveLength(3);
    expect(agent.asked[0]).toEqual({ ignoreCache: true, timeout: 3000 });
  });

  const sealed = { base64: () => 'noXc7sealed' };
  test.each<[string, AgentSource, object]>([
    ['a v4 agent', { get: async () => ({ event_id: 'v4', sealed_result: null }) }, { id: 'v4' }],
    [
      'a v4 agent that seals',
      { get: async () => ({ event_id: 'v4', sealed_result: sealed }) },
      { id: 'v4', headers: { 'x-fingerprint-sealed-result': 'noXc7sealed' } },
    ],
    [
      'a v3 agent that seals',
      { get: async () => ({ requestId: 'v3', sealedResult: 'noXc7old' }) },
      { id: 'v3', headers: { 'x-fingerprint-sealed-result': 'noXc7old' } },
    ],
    ['a promise', Promise.resolve({ get: async () => ({ requestId: 'promised' }) }), { id: 'promised' }],
    ['a function', async () => ({ event_id: 'returned' }), { id: 'returned' }],
    ['a function without a promise', () => ({ event_id: 'at-once' }), { id: 'at-once' }],
  ])('names the event of %s', async (_, agent, expected) => {
    const { url, arrivals } = await startRecorder();
    await createFingerprintFetch({ agent })(url);
    expect(arrivals).toMatchObject([expected]);
  });

  test.each<[string, unknown]>([
    ['fails', () => Promise.reject(new Error('csp_block'))],
    ['throws', { get: () => JSON.parse('{') }],
    ['could not be loaded', Promise.reject(new Error('script_load_fail'))],
    ['is not there', undefined],
    ['hangs', { get: never }],
    ['is never loaded', never()],
    ['gives nothing', async () => undefined],
    ['gives no ID', async () => ({ event_id: 42 })],
    ['gives what no header can hold', async () => ({ event_id: 'a\nb' })],
    ['gives an empty ID', async () => ({ event_id: '' })],
    ['only ever answers from a cache', async () => ({ event_id: 'old', cache_hit: true })],
  ])('is sent without an ID if the agent %s', async (_, agent) => {
    const { url, arrivals } = await startRecorder();
    const send = createFingerprintFetch({ agent: agent as AgentSource, timeoutMs: 20 });
    expect((await send(url, { method: 'POST', body: 'text' })).status).toBe(200);
    expect(arrivals).toMatchObject([{ method: 'POST', body: Buffer.from('text'), id: undefined }]);
    expect(arrivals[0]?.headers).not.toHaveProperty('x-fingerprint-sealed-result');
  });

  test('asks the agent again if it answers from a cache, or repeats itself', async () => {
    const { url, arrivals } = await startRecorder();
    const results = [
      { event_id: 'old', cache_hit: true },
      { event_id: 'new' },
      { event_id: 'new' },
      { requestId: 'older', cacheHit: true },
      { requestId: 'newer', cacheHit: false },
    ];
    const send = createFingerprintFetch({ agent: () => results.shift() ?? {} });
    await send(url);
    await send(url);
    expect(ids(arrivals)).toEqual(['new', 'newer']);
  });

  test.each([5, 20])('has an ID of its own where the agent gives one result to %i at once', async (count) => {
    const { url, arrivals } = await startRecorder();
    let running: Promise<object> | undefined;
    let results = 0;
    const agent = () => {
      running ??= new Promise<object>((resolve) => setTimeout(resolve, 5)).then(() => {
        running = undefined;
        results += 1;
        return { event_id: `event-${results}` };
      });
      return running;
    };
    const send = createFingerprintFetch({ agent, timeoutMs: 60_000 });
    await Promise.all(Array.from({ length: count }, () => send(url)));
    expect(new Set(ids(arrivals))).toEqual(
      new Set(Array.from({ length: count }, (_, i) => `event-${i + 1}`)),
    );
    expect(arrivals).toHaveLength(count);
  });

  test('waits for the end of a cache that keeps a result for a moment', async () => {
    const { url, arrivals } = await startRecorder();
    let asked = 0;
    const agent = () => {
      asked += 1;
      return asked <= 6 ? { event_id: 'kept' } : { event_id: 'new' };
    };
    const send = createFingerprintFetch({ agent, timeoutMs: 60_000 });
    await send(url);
    await send(url);
    expect(ids(arrivals)).toEqual(['kept', 'new']);
    expect(asked).toBe(7);
  });

  test.each<[string, (asked: number) => object]>([
    ['the same from a cache', () => ({ event_id: 'old', cache_hit: true })],
    ['others from a cache', (asked) => ({ event_id: `old-${asked}`, cache_hit: true })],
    ['those that were sent', (asked) => ({ event_id: ['sent-1', 'sent-2'][asked % 2] })],
  ])('is sent without an ID if the agent gives only old IDs, after few questions: %s', async (_, result) => {
    const { url, arrivals } = await startRecorder();
    const askedAt: number[] = [];
    const given = [{ event_id: 'sent-1' }, { event_id: 'sent-2' }];
    const agent = () => {
      const sent = given.shift();
      if (!sent) askedAt.push(performance.now());
      return sent ?? result(askedAt.length);
    };
    const send = createFingerprintFetch({ agent, timeoutMs: 60_000 });
    await send(url);
    await send(url);
    await send(url);
    expect(ids(arrivals)).toEqual(['sent-1', 'sent-2', undefined]);
    const pauses = askedAt.slice(1).map((at, index) => Math.ceil(at - (askedAt[index] as number)) + 1);
    expect(pauses).toHaveLength(5);
    for (const [index, atLeast] of [10, 20, 40, 80, 160].entries())
      expect(pauses[index]).toBeGreaterThanOrEqual(atLeast);
  });

  test('has an ID that no other helper of the page has sent', async () => {
    const { url, arrivals } = await startRecorder();
    const agent = { get: async () => ({ event_id: 'same' }) };
    for (const source of [agent, agent, () => agent.get(), Promise.resolve(agent)])
      await createFingerprintFetch({ agent: source, timeoutMs: 50 })(url);
    expect(ids(arrivals)).toEqual(['same', undefined, undefined, undefined]);
  });

  test('leaves a late ID to the next request', async () => {
    const { url, arrivals } = await startRecorder();
    let give = (_: object) => {};
    const results = [
      new Promise<object>((resolve) => (give = resolve)),
      Promise.resolve({ event_id: 'late' }),
    ];
    const send = createFingerprintFetch({ agent: () => results.shift() ?? {}, timeoutMs: 20 });
    await send(url);
    give({ event_id: 'late' });
    await send(url);
    expect(ids(arrivals)).toEqual([undefined, 'late']);
  });
});

test.each(['cookie', '', 'Header', 'toString', null, ['body'], 5])(
  'the place of the ID may not be %j',
  (place) => {
    const create = () => createFingerprintFetch({ agent: newAgent(), place: place as 'header' });
    expect(create).toThrow(new TypeError('place: expected header or body'));
  },
);

test.each([undefined, 'header'] as const)('the place of the ID is a header for %p', async (place) => {
  const { url, arrivals } = await startRecorder();
  await createFingerprintFetch({ agent: newAgent(), ...(place ? { place } : {}) })(url);
  expect(ids(arrivals)).toEqual([expect.any(String)]);
});

describe('the time to wait', () => {
  test.each([Number.NaN, -1, Number.NEGATIVE_INFINITY, '3000', null, {}])('may not be %p', (timeoutMs) => {
    const create = () => createFingerprintFetch({ agent: newAgent(), timeoutMs: timeoutMs as number });
    expect(create).toThrow(new TypeError('timeoutMs: expected milliseconds'));
  });

  test.each([Number.POSITIVE_INFINITY, Number.MAX_VALUE, 2 ** 31, 2 ** 31 - 1])(
    'may be %p, and is as long as a timer can wait',
    async (timeoutMs) => {
      const { url, arrivals } = await startRecorder();
      const asked: unknown[] = [];
      const agent: AgentSource = async (options) => {
        asked.push(options.timeout);
        // A timer that is given more fires after 1 ms.
        await new Promise((resolve) => setTimeout(resolve, 20));
        return { event_id: 'in-time' };
      };
      await createFingerprintFetch({ agent, timeoutMs })(url);
      expect(ids(arrivals)).toEqual(['in-time']);
      expect(asked).toEqual([2 ** 31 - 1]);
    },
  );

  test.each([0, 0.5])('may be %p', async (timeoutMs) => {
    const { url, arrivals } = await startRecorder();
    await createFingerprintFetch({ agent: never, timeoutMs })(url);
    expect(ids(arrivals)).toEqual([undefined]);
  });
});

describe('what a caller gives', () => {
  test.each<[string, HeadersInit]>([
    ['Headers', new Headers({ 'x-own': 'kept' })],
    ['an array', [['x-own', 'kept']]],
    ['an object', { 'x-own': 'kept' }],
  ])('may have headers as %s, which stay as they are', async (_, headers) => {
    const { url, arrivals } = await startRecorder();
    await createFingerprintFetch({ agent: newAgent() })(url, { headers });
    expect(arrivals[0]?.headers).toMatchObject({ 'x-own': 'kept', 'x-fingerprint-event-id': 'event-1' });
    expect([...new Headers(headers)]).toEqual([['x-own', 'kept']]);
  });

  test('may be a URL, or a Request, whose headers the second argument replaces', async () => {
    const { url, arrivals } = await startRecorder(() => NEW_EVENT);
    const send = createFingerprintFetch({ agent: newAgent() });
    const request = new Request(url, { method: 'PUT', body: 'once', headers: { 'x-own': 'first' } });
    await send(new URL(url));
    await send(request, { headers: { 'x-own': 'second' } });
    expect(arrivals.slice(2)).toMatchObject(
      ['event-3', 'event-4'].map((id) => ({
        method: 'PUT',
        id,
        body: Buffer.from('once'),
        headers: { 'x-own': 'second' },
      })),
    );
    expect(request.headers.has('x-fingerprint-event-id')).toBe(false);
  });

  test('may change while the browser is identified: what counts is what it was', async () => {
    const { url, arrivals } = await startRecorder();
    const headers = new Headers({ 'x-own': 'before' });
    const body = new URLSearchParams({ cart: 'before' });
    const sent = createFingerprintFetch({ agent: newAgent() })(url, { method: 'POST', headers, body });
    headers.set('x-own', 'after');
    body.set('cart', 'after');
    await sent;
    expect(arrivals).toMatchObject([{ headers: { 'x-own': 'before' }, body: Buffer.from('cart=before') }]);
  });

  test('is refused as `fetch` refuses it, and nothing is identified', async () => {
    const agent = newAgent();
    const send = createFingerprintFetch({ agent });
    await expect(send('http://:bad:')).rejects.toMatchObject({ name: 'TypeError' });
    await expect(send('http://127.0.0.1/', { body: 'of a GET' })).rejects.toMatchObject({
      name: 'TypeError',
    });
    expect(agent.asked).toEqual([]);
  });
});

describe('a signal', () => {
  test.each(['before', 'while the browser is identified'])(
    'given %s ends it, and nothing is sent',
    async (when) => {
      const { url, arrivals } = await startRecorder();
      const controller = new AbortController();
      if (when === 'before') controller.abort();
      const sent = createFingerprintFetch({ agent: never })(url, { signal: controller.signal });
      controller.abort();
      await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
      expect(arrivals).toEqual([]);
    },
  );

  test('given before the second try leaves the first answer', async () => {
    const controller = new AbortController();
    const { url, arrivals } = await startRecorder(() => NEW_EVENT);
    const results = [{ event_id: 'first' }];
    const agent = () => {
      const result = results.shift();
      if (!result) controller.abort();
      return result ?? never();
    };
    const response = await createFingerprintFetch({ agent })(url, { signal: controller.signal });
    expect(response.status).toBe(403);
    expect(arrivals).toHaveLength(1);
  });
});

describe("the answer `retry: 'new-event'`", () => {
  const onceMore = () => startRecorder((_, count) => (count === 1 ? NEW_EVENT : { status: 201 }));

  test.each<[string, () => BodyInit]>([
    ['text', () => '{"a":1}'],
    ['a form', () => formWith('a', '1')],
    ['a file', () => new Blob(['a'.repeat(100_000)])],
    ['bytes', () => new Uint8Array([1, 2, 3])],
  ])('has the request sent once more, with another ID and the same body: %s', async (_, body) => {
    const { url, arrivals } = await onceMore();
    const response = await createFingerprintFetch({ agent: newAgent() })(url, {
      method: 'POST',
      body: body(),
    });
    expect(response.status).toBe(201);
    expect(ids(arrivals)).toEqual(['event-1', 'event-2']);
    const [first, second] = arrivals.map(({ body: sent }) => sent.toString().replace(/-{4}\S+/g, ''));
    expect(second).toBe(first);
  });

  test('counts once', async () => {
    const { url, arrivals } = await startRecorder(() => NEW_EVENT);
    const response = await createFingerprintFetch({ agent: newAgent() })(url);
    expect(await response.json()).toEqual(NEW_EVENT.json);
    expect(arrivals).toHaveLength(2);
  });

  test('is left to the caller if there is no other ID, with its body', async () => {
    const { url, arrivals } = await startRecorder(() => NEW_EVENT);
    const agent = async () => ({ event_id: 'same' });
    const response = await createFingerprintFetch({ agent, timeoutMs: 50 })(url);
    expect(await response.json()).toEqual(NEW_EVENT.json);
    expect(arrivals).toHaveLength(1);
  });

  test('is left to the caller if the body is a stream', async () => {
    const { url, arrivals } = await startRecorder(() => NEW_EVENT);
    const init = { method: 'POST', body: new Blob(['streamed']).stream(), duplex: 'half' };
    const response = await createFingerprintFetch({ agent: newAgent() })(url, init);
    expect(response.status).toBe(403);
    expect(arrivals).toMatchObject([{ id: 'event-1', body: Buffer.from('streamed') }]);
  });

  test.each([
    ['never ends', '{"retry":"new-event"'],
    ['never begins', ''],
  ])(
    'is not waited for longer than for the agent if it %s, and is left to the caller',
    async (_, beginning) => {
      const { url, arrivals } = await startRecorder(() => ({ ...NEW_EVENT, beginning }));
      const response = await createFingerprintFetch({ agent: newAgent(), timeoutMs: 50 })(url);
      expect(response.status).toBe(403);
      expect(arrivals).toHaveLength(1);
      if (beginning) {
        const { value } = (await response.body?.getReader().read()) ?? {};
        expect(new TextDecoder().decode(value)).toBe(beginning);
      }
    },
  );

  test('may come in pieces', async () => {
    const answer = JSON.stringify(NEW_EVENT.json);
    const { url, arrivals } = await startRecorder((_, count) =>
      count === 1 ? { ...NEW_EVENT, beginning: answer.slice(0, 9), end: answer.slice(9) } : { status: 201 },
    );
    const response = await createFingerprintFetch({ agent: newAgent() })(url);
    expect(response.status).toBe(201);
    expect(arrivals).toHaveLength(2);
  });

  test.each([
    ['a refusal of another kind', { ...NEW_EVENT, json: { code: 'fingerprint_denied' } }],
    ['an answer that is no refusal', { ...NEW_EVENT, status: 200 }],
    ['an answer of another type', { ...NEW_EVENT, type: 'text/html' }],
    ['an answer that is null', { ...NEW_EVENT, json: null }],
  ])('is not seen in %s', async (_, answer) => {
    const { url, arrivals } = await startRecorder(() => answer);
    const response = await createFingerprintFetch({ agent: newAgent() })(url);
    expect(await response.json()).toEqual(answer.json);
    expect(arrivals).toHaveLength(1);
  });
});

function formWith(name: string, value: string): FormData {
  const form = new FormData();
  form.set(name, value);
  return form;
}
