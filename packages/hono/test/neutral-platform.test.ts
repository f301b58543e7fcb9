import { createHmac } from 'node:crypto';
import { createContext, runInContext } from 'node:vm';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';

/** An application as its author writes it, with the guard made while the module is loaded. */
const APP = `
import { createFingerprintGuard, createMemoryReplayStore } from '@fingerprint-guard/core/fetch';
import { fingerprint, fingerprintWebhook, requireFingerprint } from '@fingerprint-guard/hono';
import { Hono } from 'hono';

const { secretApiKey: apiKey, sealedKey, url: baseUrl } = settings;
const replayStore = createMemoryReplayStore();
const guard = createFingerprintGuard({ apiKey, baseUrl, sealedKeys: [sealedKey], replayStore, logger: false });
export const app = new Hono();
app.post('/webhook', fingerprintWebhook(guard, { secrets: 'secret' }));
app.use(fingerprint(guard));
app.post('/login', requireFingerprint(), (c) => c.json({ source: c.get('fingerprint').source }));
`;

/** What the web has and every fetch runtime with it. */
const WEB = {
  Blob,
  DecompressionStream,
  FormData,
  Headers,
  ReadableStream,
  Request,
  Response,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  atob,
  btoa,
  clearTimeout,
  performance,
  structuredClone,
};

/** Bundles the application, built packages and all, for no platform at all. */
const bundle = (contents: string, conditions: string[] = []) =>
  build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
    platform: 'neutral',
    conditions,
    mainFields: ['module', 'main'],
    format: 'iife',
    globalName: 'bundle',
  });

/** What some runtimes give to requests only, and refuse while a module is loaded. */
const REQUESTS_ONLY = { AbortController, AbortSignal, fetch, setInterval, setTimeout };

/** The globals of such a runtime: a module is loaded until it is started. */
function loading(settings: object) {
  let started = false;
  const assertStarted = () => {
    if (!started) throw new Error('not while the module is loaded');
  };
  /** Refuses calls, `new`, and whatever is read of it. */
  const onceStarted = <T extends object>(target: T): T =>
    new Proxy(target, {
      apply(run, _this, args) {
        assertStarted();
        return Reflect.apply(run as unknown as () => unknown, globalThis, args);
      },
      construct(type, args) {
        assertStarted();
        return Reflect.construct(type as unknown as new () => object, args);
      },
      get(from, name) {
        assertStarted();
        const value = Reflect.get(from, name);
        return typeof value === 'function' && name !== 'prototype' ? value.bind(from) : value;
      },
    });
  const guarded = Object.entries({ ...REQUESTS_ONLY, crypto }).map(([name, value]) => [
    name,
    onceStarted(value),
  ]);
  const context = createContext({ ...WEB, ...Object.fromEntries(guarded), settings });
  return {
    context,
    start() {
      started = true;
    },
  };
}

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

describe('an application for a neutral platform', () => {
  test.each([
    // lru-cache asks for this one at run time, where there is one, and does without.
    ['no conditions', [], ['node:diagnostics_channel']],
    ['the conditions of edge platforms', ['worker', 'browser'], []],
  ])('bundles without undici and modules of Node, under %s', async (_which, conditions, optional) => {
    const { metafile } = await bundle(APP, conditions);
    const reached = Object.entries(metafile.inputs).flatMap(([path, { imports }]) => [
      path,
      ...imports.map((found) => found.path),
    ]);
    expect(reached.filter((path) => /^node:|\bundici\b/.test(path))).toEqual(optional);
    expect(reached.some((path) => path.endsWith('packages/core/dist/esm/fetch.js'))).toBe(true);
  });

  test('does not bundle over the main entry: what is checked is what would be missed', async () => {
    await expect(bundle(APP.replace('core/fetch', 'core'))).rejects.toThrow(/node:/);
  });

  test.each([
    ['an AbortController', 'new AbortController()'],
    ['a signal', 'AbortSignal.timeout(1)'],
    ['a timer', 'setTimeout(() => {})'],
    ['an interval', 'setInterval(() => {})'],
    ['random values', 'crypto.getRandomValues(new Uint8Array(1))'],
    ['a random ID', 'crypto.randomUUID()'],
    ['a digest', "crypto.subtle.digest('SHA-256', new Uint8Array(1))"],
    ['an answer', "fetch('http://127.0.0.1')"],
  ])('%s, while a module is loaded, would be found', (_what, code) => {
    expect(() => runInContext(code, loading(emulator).context)).toThrow('not while the module is loaded');
  });

  test('judges by ID, by sealed result and by webhook, with nothing but what the web has', async () => {
    const { outputFiles } = await bundle(APP);
    const { context, start } = loading(emulator);
    runInContext(`${outputFiles[0]?.text}; globalThis.app = bundle.app;`, context);
    start();
    const { app } = context as unknown as { app: { fetch(request: Request): Promise<Response> } };
    const post = (path: string, body: string, headers: Record<string, string> = {}) =>
      app.fetch(
        new Request(`https://shop.example${path}`, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json', ...headers },
        }),
      );
    const login = async (body: object) => {
      const response = await post('/login', JSON.stringify(body));
      return [response.status, ((await response.json()) as { source?: string }).source];
    };

    const { eventId } = await emulator.createEvent();
    expect(await login({ eventId })).toEqual([200, 'api']);
    expect(await login({ eventId })).toEqual([403, undefined]);
    const { sealedResult } = await emulator.createEvent();
    expect(await login({ sealedResult })).toEqual([200, 'sealed']);
    expect(await login({ sealedResult })).toEqual([403, undefined]);
    expect(await login((await emulator.createEvent('bad-bot')) as object)).toEqual([403, undefined]);

    const delivery = JSON.stringify({ event_id: 'delivered', timestamp: Date.now() });
    const signature = `v1=${createHmac('sha256', 'secret').update(delivery).digest('hex')}`;
    expect((await post('/webhook', delivery, { 'fpjs-event-signature': signature })).status).toBe(204);
    expect((await post('/webhook', delivery, { 'fpjs-event-signature': 'v1=' })).status).toBe(403);
    expect(await login({ eventId: 'delivered' })).toEqual([200, 'cache']);
  });
});
