import { createHash } from 'node:crypto';
import { listen } from '@fingerprint-guard/testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createInspector, type Inspector } from '../src/index.js';
import { decided, LOGIN, throughTor, throughVpn } from './decisions.js';

let inspector: Inspector;
let url: string;
let close: () => Promise<void>;

beforeEach(async () => {
  inspector = createInspector({ size: 5, policies: { login: LOGIN } });
  const running = await listen((req, res) => void inspector.node(req, res));
  url = `${running.url}/_fingerprint`;
  close = running.close;
});
afterEach(() => close());

const get = async (path: string) => (await fetch(`${url}${path}`)).json();
const idsOf = async (query: string): Promise<string[]> =>
  (await get(`/api/decisions${query}`)).decisions.map(({ id }: { id: string }) => id);
const compare = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}/compare`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

test.each(['', '/', '/?from=a-bookmark'])('the page at "%s" runs its own script only', async (path) => {
  const response = await fetch(url + path);
  const html = await response.text();
  const policy = response.headers.get('content-security-policy') ?? '';
  const hash = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const [, script] = /<script type="module">(.*)<\/script>/s.exec(html) ?? [];
  const [, style] = /<style>(.*)<\/style>/s.exec(html) ?? [];
  expect(policy.split('; ')).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${hash(style)}`,
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]),
  );
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(html).not.toMatch(/\b(?:src|href)="(?!#|data:)/);
  expect(html).not.toMatch(/localStorage|sessionStorage|indexedDB|document\.cookie|innerHTML/);
});

test.each(['/', '/api/decisions', '/api/stream', '/api/summary', '/api/nothing'])(
  '%s is read only, and nobody keeps, sniffs or frames it',
  async (path) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const response = await fetch(url + path, { method });
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'GET, HEAD']);
    }
    const { headers } = await fetch(url + path, { method: 'HEAD' });
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store, no-transform',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  },
);

test('a page of another site reads nothing', async () => {
  const asked = (site: string) => fetch(`${url}/api/decisions`, { headers: { 'sec-fetch-site': site } });
  expect((await asked('cross-site')).status).toBe(403);
  expect((await asked('same-site')).status).toBe(403);
  expect((await asked('same-origin')).status).toBe(200);
  expect((await asked('same-origin')).headers.get('access-control-allow-origin')).toBeNull();
});

describe('decisions', () => {
  test('are kept up to a number, the newest first, without what the browser sent', async () => {
    const made = Array.from({ length: 7 }, () => decided());
    for (const decision of made) inspector.onDecision(decision);
    const { size, seen, decisions } = await get('/api/decisions');
    expect({ size, seen }).toEqual({ size: 5, seen: 7 });
    expect(decisions.map(({ id }: { id: string }) => id)).toEqual(
      made
        .slice(2)
        .reverse()
        .map(({ id }) => id),
    );
    expect(decisions[0]).not.toHaveProperty('event');
    expect(decisions[0].signals).not.toHaveProperty('tor');
    const whole = await get(`/api/decisions/${made[6]?.id}`);
    expect(whole).toMatchObject({ id: made[6]?.id, signals: { tor: false }, event: { tor: false } });
    expect(whole.event).not.toHaveProperty('raw');
    expect((await fetch(`${url}/api/decisions/${made[0]?.id}`)).status).toBe(404);
  });

  test('what a handler does to its decision later is not seen', async () => {
    const decision = throughTor();
    inspector.onDecision(decision);
    decision.reasons.length = 0;
    decision.signals.visitorId = 'somebody else';
    expect((await get(`/api/decisions/${decision.id}`)).reasons[0].rule).toBe('tor');
    expect(await idsOf('?q=somebody')).toEqual([]);
  });

  test('are filtered by each of their fields', async () => {
    const honest = decided(
      { signals: { visitorId: 'Honest1' } },
      { policy: 'pay', request: { method: 'POST', path: '/orders/7/pay', route: '/orders/:id/pay' } },
    );
    const [tor, vpn] = [throughTor(), throughVpn({ request: { method: 'GET', path: '/plain' } })];
    for (const decision of [honest, tor, vpn]) inspector.onDecision(decision);
    expect(await idsOf('?action=deny')).toEqual([tor.id]);
    expect(await idsOf('?rule=vpn')).toEqual([vpn.id]);
    expect(await idsOf('?policy=pay')).toEqual([honest.id]);
    expect(await idsOf('?visitorId=Honest1')).toEqual([honest.id]);
    expect(await idsOf('?route=/orders/:id/pay')).toEqual([honest.id]);
    expect(await idsOf('?route=GET%20/plain')).toEqual([vpn.id]);
    expect(await idsOf('?q=ORDERS/7 honest1')).toEqual([honest.id]);
    expect(await idsOf('?q=orders tor')).toEqual([]);
    expect(await idsOf('?action=deny&rule=vpn')).toEqual([]);
    expect(await idsOf('?action=&q=')).toEqual([vpn.id, tor.id, honest.id]);
  });

  test('are counted by action, rule, policy, route and time', async () => {
    const hour = 3_600_000;
    const at = Math.floor(Date.UTC(2026, 0, 2) / hour) * hour;
    inspector.onDecision(throughTor({ at }));
    inspector.onDecision(throughTor({ at: at + 30 * hour }));
    inspector.onDecision(throughVpn({ at: at + 30 * hour, policy: 'pay' }));
    const summary = await get('/api/summary');
    expect(summary).toMatchObject({
      total: 3,
      blocked: 3,
      actions: { allow: 0, challenge: 1, deny: 2 },
      policies: [
        { policy: 'login', deny: 2 },
        { policy: 'pay', challenge: 1 },
      ],
      routes: [{ route: 'POST /session', challenge: 1, deny: 2 }],
    });
    expect(summary.rules[0]).toEqual({ rule: 'tor', observe: 0, challenge: 0, deny: 2, unknown: 0 });
    const { stepMs, spans } = summary.times;
    expect(stepMs).toBe(hour);
    expect(spans).toHaveLength(31);
    expect([spans[0], spans[30]]).toEqual([
      { at, allow: 0, challenge: 0, deny: 1 },
      { at: at + 30 * hour, allow: 0, challenge: 1, deny: 1 },
    ]);
    expect((await get('/api/summary?action=challenge')).total).toBe(1);
  });
});

describe('what if', () => {
  test('reports which kept decisions another policy changes, and changes nothing', async () => {
    const [honest, tor, vpn] = [decided(), throughTor(), throughVpn()];
    for (const decision of [honest, tor, vpn]) inspector.onDecision(decision);
    const before = await get('/api/decisions');
    const policy = { extends: 'recommended', rules: { tor: 'observe', vpn: 'deny' } };
    const compared = await (await compare({ policy })).json();
    expect(compared).toMatchObject({
      total: 3,
      actions: { allow: { allow: 1 }, challenge: { deny: 1 }, deny: { allow: 1 } },
      blocked: { before: 2, after: 1 },
      changes: [
        { id: vpn.id, before: 'challenge', after: 'deny', rules: [{ rule: 'vpn' }] },
        { id: tor.id, before: 'deny', after: 'allow', rules: [{ rule: 'tor' }] },
      ],
    });
    const filtered = await (await compare({ policy, filter: { rule: 'tor' } })).json();
    expect(filtered.changes.map(({ id }: { id: string }) => id)).toEqual([tor.id]);
    expect(await (await compare({ policy: LOGIN })).json()).toMatchObject({ changes: [] });
    expect(await (await compare({ policy: 'strict' })).json()).toMatchObject({ total: 3 });
    expect(await get('/api/decisions')).toEqual(before);
  });

  test('every issue of a policy is reported at once', async () => {
    const response = await compare({ policy: { rules: { vnp: 'deny', tor: 'maybe' } } });
    expect(response.status).toBe(422);
    const { code, issues } = await response.json();
    expect(code).toBe('ERR_FP_POLICY');
    expect(issues).toHaveLength(2);
  });

  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['another port, as the browser says', { 'sec-fetch-site': 'same-site' }],
    ['nobody knows where', { origin: '' }],
  ])('a policy from %s is refused', async (_title, headers) => {
    expect((await compare({ policy: 'strict' }, headers)).status).toBe(403);
  });

  test('the own page’s policy is taken behind a proxy, too, which names another host', async () => {
    const headers = { origin: 'https://admin.example', 'sec-fetch-site': 'same-origin' };
    expect((await compare({ policy: 'strict' }, headers)).status).toBe(200);
  });

  test.each([
    ['text/plain', '{"policy":"strict"}', 415],
    ['application/json', 'strict', 400],
    ['application/json', '{}', 422],
    ['application/json', '[1]', 422],
    ['application/json', 'null', 422],
    ['application/json', JSON.stringify({ policy: 'x'.repeat(300_000) }), 413],
  ])('%s with a body it can do nothing with', async (type, body, status) => {
    expect((await compare(body, { 'content-type': type })).status).toBe(status);
  });

  test('is asked by POST only', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const response = await fetch(`${url}/compare`, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });
});

describe('the stream', () => {
  /** What comes over a stream until it ends or has come this often. */
  async function read(response: Response, events: number): Promise<string> {
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    let text = '';
    while (text.split('\n\n').length <= events) {
      const { done, value } = await reader.read();
      if (done) return text;
      text += decoder.decode(value, { stream: true });
    }
    await reader.cancel();
    return text;
  }

  test('sends each decision as it is made, on one line', async () => {
    const response = await fetch(`${url}/api/stream`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const decision = throughTor({ policy: 'one\nline\r\n\nevent: hello' });
    inspector.onDecision(decision);
    const [hello = '', told = ''] = (await read(response, 2)).split('\n\n');
    expect(hello).toMatch(/^event: hello\ndata: \{.*"size":5/);
    expect(told).toMatch(/^event: decision\ndata: \{.*\}$/);
    expect(JSON.parse(told.split('data: ')[1] ?? '')).toMatchObject({
      id: decision.id,
      policy: decision.policy,
    });
  });

  test('`close` ends it, so that a server can close; what is held stays', async () => {
    const response = await fetch(`${url}/api/stream`);
    inspector.onDecision(decided());
    inspector.close();
    expect((await read(response, 10)).match(/^event: /gm)).toHaveLength(2);
    expect(await idsOf('')).toHaveLength(1);
  });

  test('who doesn’t read is left behind in the end, not waited for', async () => {
    const local = { ip: '127.0.0.1' };
    const asleep = await inspector.fetch(new Request('http://localhost/api/stream'), local);
    for (let made = 0; made < 1500; made++) inspector.onDecision(decided());
    const text = await asleep.text();
    expect(text.match(/^event: decision/gm)?.length).toBeLessThan(1001);
  });

  test('no more than a hundred clients can watch at once', async () => {
    const local = { ip: '127.0.0.1' };
    const open = () => inspector.fetch(new Request('http://localhost/api/stream'), local);
    const opened = await Promise.all(Array.from({ length: 100 }, open));
    const refused = await open();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    await opened[0]?.body?.cancel();
    expect((await open()).status).toBe(200);
  });
});
