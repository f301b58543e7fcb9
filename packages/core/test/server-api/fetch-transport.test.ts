import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { MockAgent } from 'undici';
import * as entry from '../../src/fetch.js';
import * as main from '../../src/index.js';
import { createFetchTransport } from '../../src/server-api/fetch-transport.js';
import { endless } from '../support/endless.js';
import { requestFor, useEmulator } from '../support/scene.js';
import { useUpstream } from '../support/upstream.js';
import { whenQuiet } from '../support/when-quiet.js';

const scene = useEmulator();
const upstream = useUpstream();
const KEY = 'sk"ey!1/=&';
const ID = '1767323045678.abcDEF';

/** Never answers, and ignores its signal. */
const silence = () => new Promise<Response>(() => {});
const stalled = async () =>
  new Response(new ReadableStream({ start: (into) => into.enqueue(Buffer.of(32)) }));

/** A signal that counts who listens. */
function countedSignal() {
  const signal = new AbortController().signal;
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--;
    removeEventListener.apply(signal, args);
  };
  return { signal, listeners: () => listeners };
}

describe.each([
  ['@fingerprint-guard/core', main],
  ['@fingerprint-guard/core/fetch', entry],
] as const)('%s over a fetch of its own', (_name, { createFingerprintGuard, createServerApi }) => {
  test('sends what undici sends', async () => {
    const { url, requests } = await upstream.answering({});
    const calls = [{}, { fetch }].map(async (means) => {
      const api = createServerApi({ apiKey: KEY, baseUrl: `${url}/proxy/`, ...means });
      await api.updateEvent(ID, { linkedId: 'Zoë', suspect: false });
      await api.close();
    });
    await Promise.all(calls);
    const sent = requests.map(({ method, target, body, headers }) => {
      const { authorization, accept, 'content-type': type } = headers;
      return { method, target, body, authorization, accept, type };
    });
    expect(sent).toHaveLength(2);
    expect(sent[0]).toEqual(sent[1]);
    expect(sent[0]).toMatchObject({ method: 'PATCH', target: `/proxy/v4/events/${ID}` });
  });

  test('judges a request', async () => {
    const asked: string[] = [];
    const spy = (url: string, init: RequestInit) => {
      asked.push(url);
      return fetch(url, init);
    };
    const { secretApiKey: apiKey, url: baseUrl } = scene.emulator;
    const guard = createFingerprintGuard({ apiKey, baseUrl, fetch: spy });
    const { eventId } = await scene.emulator.createEvent();
    const decision = await guard.check(requestFor(eventId));
    expect(decision).toMatchObject({ action: 'allow', source: 'api', event: { eventId } });
    expect(asked).toEqual([`${baseUrl}/v4/events/${eventId}`]);
    await guard.close();
  });

  test.each([
    ['no answer', silence],
    ['a body that stalls', stalled],
  ])('ends with its deadline on %s, whatever that fetch does', async (_what, fetch) => {
    const api = createServerApi({ apiKey: KEY, deadlineMs: 50, fetch });
    const ended = () => api.getEvent(ID).catch((error: unknown) => error);
    expect(await whenQuiet(ended)).toMatchObject({ code: 'ERR_FP_TIMEOUT' });
    await api.close();
  });

  test('has the time-out of a lookup counted as one', async () => {
    const guard = createFingerprintGuard({ apiKey: KEY, deadlineMs: 50, fetch: silence, logger: false });
    const { error, signals } = await whenQuiet(
      () => guard.check(requestFor('0KSh65EnVoB85JBmloQK')),
      (decision) => decision.error,
    );
    expect(signals.lookupCause).toBe('timeout');
    expect(error?.message).toMatch('the Server API did not answer within the deadline');
    await guard.close();
  });

  test("ends with the caller's signal, at once, with its reason", async () => {
    const api = createServerApi({ apiKey: KEY, deadlineMs: 60_000, fetch: silence });
    const controller = new AbortController();
    const reason = new Error('enough');
    const call = api.getEvent(ID, { signal: controller.signal });
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await api.close();
  });

  test('reads no more of an answer than an event can have', async () => {
    const { stream, state } = endless();
    const api = createServerApi({ apiKey: KEY, deadlineMs: 20_000, fetch: async () => new Response(stream) });
    const error = await api.getEvent(ID).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_FP_NETWORK', cause: { message: 'the answer is too large' } });
    expect(state.bytes).toBeLessThan(5 * 1024 * 1024);
    expect(state.cancelled).toBe(true);
    await api.close();
  });

  test('leaves nothing of the key in the error of a fetch that quotes its request', async () => {
    const quotes = async (url: string, init: RequestInit) => {
      throw Object.assign(new TypeError(`fetch of ${url} failed`), { init, code: 'ECONNREFUSED' });
    };
    for (const options of [{}, { apiVersion: 'v3', auth: 'query' }] as const) {
      const api = createServerApi({ apiKey: KEY, fetch: quotes, ...options });
      const error = await api.getEvent(ID).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'ERR_FP_NETWORK', cause: { code: 'ECONNREFUSED' } });
      const printed = inspect(error, { depth: 10, showHidden: true });
      for (const secret of [KEY, encodeURIComponent(KEY), JSON.stringify(KEY).slice(1, -1)])
        expect(printed).not.toContain(secret);
      await api.close();
    }
  });
});

test('a transport listens to its signal for no longer than a request', async () => {
  const { signal, listeners } = countedSignal();
  const during: number[] = [];
  const { transport } = createFetchTransport(new URL('https://api.example'), async () => {
    await Promise.resolve();
    during.push(listeners());
    return new Response('{}');
  });
  const request = { method: 'GET', path: '/', headers: {}, isRepeatable: true } as const;
  for (let times = 0; times < 3; times++) await transport(request, signal);
  expect(during).toEqual([1, 1, 1]);
  expect(listeners()).toBe(0);
});

test('the entry for fetch runtimes has the names of the main one, except those about Node', () => {
  const [all, some] = [main, entry].map((names) => Object.keys(names).sort()) as [string[], string[]];
  expect(all.filter((name) => !some.includes(name))).toEqual([
    'receiveNative',
    'unsealEvent',
    'verifyWebhook',
  ]);
  expect(some.filter((name) => !all.includes(name))).toEqual(['receiveFetch']);
});

test('the entry for fetch runtimes refuses a dispatcher', () => {
  const options = { apiKey: KEY, dispatcher: new MockAgent() };
  const refused = expect.objectContaining({
    code: 'ERR_FP_OPTION',
    message: expect.stringContaining('dispatcher: '),
  });
  expect(() => entry.createFingerprintGuard(options)).toThrow(refused);
  expect(() => entry.createServerApi(options)).toThrow(refused);
  expect(() => entry.toGuard(options)).toThrow(refused);
});

test('guards of both entries are guards to both', async () => {
  for (const { createFingerprintGuard } of [main, entry]) {
    const guard = createFingerprintGuard({ apiKey: KEY });
    for (const { isFingerprintGuard, toGuard } of [main, entry]) {
      expect(isFingerprintGuard(guard)).toBe(true);
      expect(toGuard(guard)).toBe(guard);
    }
    await guard.close();
  }
});
