import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { hasFetchBody, readFetchBody, receiveFetch, type WebhookReceiver } from '../../src/fetch.js';

/** A request whose body arrives as the test says. */
function arriving(init: RequestInit = {}) {
  const { readable, writable } = new TransformStream<Uint8Array | string>(
    {},
    {},
    { highWaterMark: Number.POSITIVE_INFINITY },
  );
  const writer = writable.getWriter();
  const request = new Request('https://shop.example/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: readable as ReadableStream,
    duplex: 'half',
    ...init,
  } as RequestInit);
  const send = (text: string) => writer.write(new TextEncoder().encode(text));
  return { request, send, sendText: (text: string) => writer.write(text), end: () => writer.close() };
}

const MINUTE_MS = 60_000;

/** How each reader waits: for what arrives in the end, and what it makes of what does not. */
const receive: WebhookReceiver = async () => ({ outcome: 'kept', status: 204, headers: {} });
const READERS: [string, (request: Request) => Promise<unknown>, unknown, unknown][] = [
  ['the guard', (request) => readFetchBody(request, 1000), { eventId: '1' }, null],
  ['the search for a preflight', hasFetchBody, true, true],
  [
    'the receiver of webhooks',
    (request) => receiveFetch(receive, { request, kept: undefined, advice: '' }).then(({ status }) => status),
    204,
    400,
  ],
];

describe.each(READERS)('a body, for %s', (_name, read, whole, none) => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('that takes minutes is read', async () => {
    const { request, send, end } = arriving();
    const reading = read(request);
    send('{"eventId"');
    await jest.advanceTimersByTimeAsync(4 * MINUTE_MS);
    send(':"1"}');
    end();
    expect(await reading).toEqual(whole);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('that never ends is waited for five minutes', async () => {
    const { request } = arriving();
    let isSettled = false;
    const reading = read(request).finally(() => {
      isSettled = true;
    });
    await jest.advanceTimersByTimeAsync(5 * MINUTE_MS - 1);
    expect(isSettled).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(await reading).toEqual(none);
    expect(jest.getTimerCount()).toBe(0);
  });

  test.each(['before', 'meanwhile'])('whose client leaves %s is not waited for', async (when) => {
    const controller = new AbortController();
    if (when === 'before') controller.abort();
    const { request } = arriving({ signal: controller.signal });
    const reading = read(request);
    controller.abort();
    expect(await reading).toEqual(none);
    expect(jest.getTimerCount()).toBe(0);
  });
});

test('a body of strings is read, to its end', async () => {
  const { request, sendText, end } = arriving();
  for (const text of ['{"name":', '', '"Zoë"}']) sendText(text);
  end();
  expect(await readFetchBody(request, 16)).toEqual({ name: 'Zoë' });
});

test('of a body of strings, bytes count', async () => {
  const { request, sendText, end } = arriving();
  sendText('{"name":"Zoë"}');
  end();
  expect(await readFetchBody(request, 14)).toBeUndefined();
});

test.each([[7], [null], [{}]])('a body of %p is none', async (chunk) => {
  const { request, sendText } = arriving();
  sendText(chunk as never);
  expect(await readFetchBody(request, 100)).toBeNull();
});
