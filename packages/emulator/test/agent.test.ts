import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import type { Emulator } from '../src/index.js';
import { eventOf, start } from './client.js';

const chrome =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

interface Identified {
  event_id: string;
  visitor_id: string;
  sealed_result: string;
}
interface Agent {
  load(defaults?: object): Promise<{ get(options?: object): Promise<Identified> }>;
}

/** Runs the script as a page would, with the parts of a browser that it reads. */
async function agentIn(
  emulator: Emulator,
  {
    userAgent = chrome,
    webdriver = false,
    query = '',
    src = `${emulator.url}/agent.js${query}` as string | null,
    sessionStorage = storage(),
  } = {},
): Promise<Agent> {
  const page: Record<string, unknown> = {
    sessionStorage,
    URL,
    Intl,
    document: { currentScript: src === null ? null : { src }, createElement: () => ({}) },
    location: { href: 'http://localhost:3000/login?next=/' },
    navigator: { webdriver, userAgent, platform: 'Linux x86_64', language: 'fr-FR', hardwareConcurrency: 4 },
    screen: { width: 1440, height: 900 },
    fetch: (url: string, init: RequestInit) =>
      fetch(url, { ...init, headers: { ...init.headers, 'user-agent': userAgent } }),
  };
  runInNewContext(await (await fetch(`${emulator.url}/agent.js`)).text(), page);
  return page.FingerprintEmulator as Agent;
}

/** The storage that survives when a page is left and opened again. */
function storage() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
}

describe('a page', () => {
  test('gets an event made from what its browser sends', async () => {
    const emulator = await start();
    const fp = await (await agentIn(emulator)).load();
    const result = await fp.get({ linkedId: 'u1', tags: { cart: 3 } });
    expect(Object.keys(result).sort()).toEqual(['event_id', 'sealed_result', 'visitor_id']);
    const event = await eventOf(emulator, result.event_id);
    expect(event).toMatchObject({
      url: 'http://localhost:3000/login?next=/',
      ip_address: '127.0.0.1',
      ip_info: { v4: { address: '127.0.0.1', asn_network: '127.0.0.0/8' } },
      user_agent: chrome,
      browser_details: { browser_name: 'Chrome', browser_major_version: '141', os: 'Linux' },
      bot: 'not_detected',
      vpn: false,
      linked_id: 'u1',
      tags: { cart: 3 },
      identification: { visitor_id: result.visitor_id },
      raw_device_attributes: {
        languages: [['fr-FR']],
        screen_resolution: [1440, 900],
        hardware_concurrency: 4,
      },
    });
    expect(result.sealed_result).toMatch(/^noXc7/);
  });

  test('is the same visitor each time, and another in another browser', async () => {
    const emulator = await start();
    const fp = await (await agentIn(emulator)).load();
    const [one, two] = [await fp.get(), await fp.get({ scenario: 'incognito' })];
    expect(two.visitor_id).toBe(one.visitor_id);
    expect(two.event_id).not.toBe(one.event_id);
    const other = await (await agentIn(emulator, { userAgent: `${chrome} Edg/141.0.0.0` })).load();
    expect((await other.get()).visitor_id).not.toBe(one.visitor_id);
  });

  test.each([
    ['navigator.webdriver', { webdriver: true }, 'webdriver'],
    ['a headless user agent', { userAgent: chrome.replace('Chrome', 'HeadlessChrome') }, 'headless_chrome'],
  ])('with %s is a bad bot', async (_, browser, type) => {
    const emulator = await start();
    const { event_id } = await (await (await agentIn(emulator, browser)).load()).get();
    expect(await eventOf(emulator, event_id)).toMatchObject({ bot: 'bad', bot_type: type });
  });

  test('can play any scenario, in its own browser and from its own address', async () => {
    const emulator = await start();
    const fp = await (await agentIn(emulator, { webdriver: true })).load({ scenario: 'vpn' });
    const vpn = await eventOf(emulator, (await fp.get({ overrides: { suspect_score: 30 } })).event_id);
    expect(vpn).toMatchObject({ vpn: true, bot: 'not_detected', suspect_score: 30, user_agent: chrome });
    expect(vpn.ip_address).toBe('127.0.0.1');
    const far = await eventOf(emulator, (await fp.get({ scenario: 'far-away' })).event_id);
    expect(far.ip_address).toBe('198.51.100.77');
    const origin = await eventOf(emulator, (await fp.get({ scenario: 'other-origin' })).event_id);
    expect(new URL(origin.url).host).toBe('login-shop.example.net');
  });
});

describe('the agent simulates failures of agents', () => {
  const pending = (promise: Promise<unknown>) =>
    Promise.race([promise.then(() => 'settled'), new Promise((resolve) => setImmediate(resolve, 'pending'))]);

  test('it answers from a cache, on the next page too, unless ignoreCache is set', async () => {
    const emulator = await start();
    const where = { query: '?cache=60', sessionStorage: storage() };
    const fp = await (await agentIn(emulator, where)).load();
    const first = await fp.get();
    expect(first).toMatchObject({ cache_hit: false });
    const nextPage = await (await agentIn(emulator, where)).load();
    expect(await nextPage.get()).toEqual({ ...first, cache_hit: true });
    const fresh = await nextPage.get({ ignoreCache: true });
    expect(fresh).toMatchObject({ cache_hit: false });
    expect(fresh.event_id).not.toBe(first.event_id);
    expect((await nextPage.get()).event_id).toBe(fresh.event_id);
  });

  test('a cache of no seconds has nothing', async () => {
    const fp = await (await agentIn(await start(), { query: '?cache=0' })).load();
    const [one, two] = [await fp.get(), await fp.get()];
    expect(two).toMatchObject({ cache_hit: false });
    expect(two.event_id).not.toBe(one.event_id);
  });

  test('it repeats itself and does not say so', async () => {
    const fp = await (await agentIn(await start(), { query: '?repeat=1' })).load();
    const [one, two, three] = [await fp.get(), await fp.get({ ignoreCache: true }), await fp.get()];
    expect(two).toEqual(one);
    expect(three.event_id).not.toBe(one.event_id);
  });

  test('it fails as often as configured, or always, or at once', async () => {
    const emulator = await start();
    const load = async (query: string) => (await agentIn(emulator, { query })).load();
    const once = await load('?fail=1');
    await expect(once.get()).rejects.toThrow(/fails, as agent.js\?fail requests/);
    expect(await once.get()).toHaveProperty('event_id');
    const always = await load('?fail');
    for (let times = 0; times < 3; times++) await expect(always.get()).rejects.toThrow(/fails/);
    await expect(load('?fail=load')).rejects.toThrow(/loading fails/);
  });

  test('it hangs as often as configured, or always, or at once', async () => {
    const emulator = await start();
    const load = async (query: string) => (await agentIn(emulator, { query })).load();
    const hanging = [
      (await load('?hang=1')).get(),
      (await load('?hang=')).get(),
      (await agentIn(emulator, { query: '?hang=load' })).load(),
    ];
    const once = await load('?hang=1');
    hanging.push(once.get());
    // By the time that this one answers, the others would have.
    expect(await once.get()).toHaveProperty('event_id');
    expect(await once.get()).toHaveProperty('event_id');
    expect(await Promise.all(hanging.map(pending))).toEqual(hanging.map(() => 'pending'));
  });

  test('it speaks as the agent of v3, and as its wrappers do', async () => {
    const emulator = await start();
    const fp = await (await agentIn(emulator, { query: '?version=3' })).load();
    const result: unknown = await fp.get();
    expect(result).toEqual({
      requestId: expect.any(String),
      visitorId: expect.any(String),
      visitorFound: true,
      confidence: { score: 1 },
      sealedResult: expect.stringMatching(/^noXc7/),
    });
    const event = await eventOf(emulator, (result as { requestId: string }).requestId);
    expect(event.identification.visitor_id).toBe((result as { visitorId: string }).visitorId);
    const wrapped = await (await agentIn(emulator, { query: '?version=3&cache' })).load();
    const first: unknown = await wrapped.get();
    expect(first).toMatchObject({ cacheHit: false });
    expect(await wrapped.get()).toEqual({ ...(first as object), cacheHit: true });
  });

  test.each(['?cached=1', '?fail=often', '?hang=-1', '?version=2'])('%s is none of it', async (query) => {
    const agent = await agentIn(await start(), { query });
    await expect(agent.load()).rejects.toThrow(/parameter/);
  });
});

describe('the agent says what is wrong', () => {
  test('with its options', async () => {
    const fp = await (await agentIn(await start())).load();
    await expect(fp.get({ linkedid: 'u1' })).rejects.toThrow(
      /unknown option linkedid; known options: scenario/,
    );
    await expect(fp.get({ scenario: 'x' })).rejects.toThrow(/unknown scenario "x"; known scenarios/);
    await expect(fp.get({ linkedId: 'x'.repeat(257) })).rejects.toThrow(/at most 256 characters/);
    await expect(fp.get({ tag: 'x' })).rejects.toThrow(/tags must be an object/);
    await expect(fp.get({ overrides: [] })).rejects.toThrow(/overrides must be an object/);
  });

  test('when the emulator is gone', async () => {
    const emulator = await start();
    const fp = await (await agentIn(emulator)).load();
    await emulator.close();
    await expect(fp.get()).rejects.toThrow(`no emulator answers at ${emulator.url}/`);
  });

  test('when it cannot determine where it was loaded from', async () => {
    const agent = await agentIn(await start(), { src: null });
    await expect(agent.load()).rejects.toThrow(/script element/);
  });
});

describe('pages of other origins', () => {
  test('may load the script and post to it, after a preflight', async () => {
    const { url } = await start();
    const script = await fetch(`${url}/agent.js`);
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(script.headers.get('access-control-allow-origin')).toBe('*');
    const preflight = await fetch(`${url}/__emulator/agent`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type',
    });
    for (const [body, status] of [
      ['{}', 201],
      ['{"scenario":"x"}', 400],
    ] as const) {
      const answer = await fetch(`${url}/__emulator/agent`, { method: 'POST', body });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([status, '*']);
    }
  });

  test('may not read the control routes', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/__emulator/requests`, {
      headers: { origin: 'https://shop.example' },
    });
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });
});
