import type { RequestListener } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  createFingerprintGuard,
  createServerApi,
  type Decision,
  type EdgeRequest,
  type FingerprintGuardOptions,
  type IncomingRequest,
} from '../../src/index.js';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';
import { useUpstream } from '../support/upstream.js';

const scene = useEmulator();
const upstream = useUpstream();

const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36';

/** A request as an API gets it. */
function requestOf(more: Partial<IncomingRequest> = {}): IncomingRequest {
  const headers = { host: 'shop.example', 'user-agent': CHROME };
  return { method: 'GET', url: '/api/prices', headers, ip: '203.0.113.7', ...more };
}
const calls = () => scene.emulator.requests().map(({ method, path }) => `${method} ${path}`);
const matched = ({ reasons, observed }: Decision) => [...reasons, ...observed].map(({ rule }) => rule);

describe('a request that is judged without an event', () => {
  test('needs no event, and matches no rule that needs one, however much the guard expects of events', async () => {
    const { guard, decisions } = scene.guard({
      origins: ['https://shop.example'],
      environmentId: 'ae_1',
      linkedId: () => 'user-1',
      expects: ['bot', 'event.velocity'],
    });
    const decision = await guard.checkEdge(requestOf(), 'strict');
    expect(decision).toMatchObject({
      action: 'allow',
      blocked: false,
      source: 'api',
      failedOpen: false,
      signals: {
        reference: 'edge',
        lookup: 'found',
        clientIp: '203.0.113.7',
        vpn: false,
        proxy: false,
        datacenter: false,
      },
      event: { source: 'edge', generation: 'v4' },
    });
    expect(matched(decision)).toEqual([]);
    expect(decision.unknown).toEqual(
      expect.arrayContaining([
        'reused-event',
        'replayed-payload',
        'origin-mismatch',
        'ip-mismatch',
        'ip-location-mismatch',
        'timezone-mismatch',
        'linked-id-mismatch',
        'environment-mismatch',
        'low-confidence',
        'bad-bot',
        'incognito',
        'tampering',
        'velocity',
        'missing-signals',
      ]),
    );
    for (const rule of ['missing-event', 'unknown-event', 'stale-event', 'spoofed-agent', 'ai-agent', 'vpn'])
      expect([rule, decision.unknown.includes(rule)]).toEqual([rule, false]);
    expect(calls()).toEqual(['POST /v4/edge']);
    expect(decisions).toEqual([decision]);
  });

  test('is blocked for what it claims to be', async () => {
    const { guard } = scene.guard();
    const headers = { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' };
    const decision = await guard.checkEdge(requestOf({ headers }));
    expect([decision.blocked, rulesOf(decision)]).toEqual([true, ['spoofed-agent']]);
    const fromGoogle = await guard.checkEdge(requestOf({ headers, ip: '66.249.66.1' }));
    expect(fromGoogle).toMatchObject({ blocked: false, signals: { agentIdentity: 'verified' } });
  });

  test('costs one call, even if two guards of one request judge it', async () => {
    const { guard } = scene.guard();
    const native = {};
    await guard.checkEdge(requestOf(), 'strict', { native });
    await guard.checkEdge(requestOf(), {}, { native, required: false });
    expect(calls()).toEqual(['POST /v4/edge']);
  });
});

describe('nothing of it stands for an event:', () => {
  test('a route that requires one, on the same request', async () => {
    const { guard } = scene.guard();
    const native = {};
    await guard.checkEdge(requestOf(), undefined, { native });
    const decision = await guard.check(requestOf(), undefined, { native });
    expect([decision.blocked, rulesOf(decision)]).toEqual([true, ['missing-event']]);
  });

  test('the ID of an analysis does not stand for an event of a page', async () => {
    const { guard } = scene.guard();
    const { event } = await guard.checkEdge(requestOf());
    expect((await guard.api.getEvent(String(event?.eventId))).source).toBe('edge');
    const decision = await guard.check(requestFor(event?.eventId));
    expect([decision.blocked, rulesOf(decision)]).toEqual([true, ['unknown-event']]);
    const { eventId } = await scene.emulator.createEvent('honest');
    expect((await guard.check(requestFor(eventId))).blocked).toBe(false);
  });
});

describe('what fails', () => {
  test('has a circuit breaker of its own', async () => {
    const { guard } = scene.guard();
    scene.emulator.setFault({ kind: 'status', status: 500, call: 'edge' });
    const causes = [];
    for (let count = 0; count < 12; count++)
      causes.push((await guard.checkEdge(requestOf())).signals.lookupCause);
    expect(causes.slice(0, 10)).toEqual(Array(10).fill('status'));
    expect(causes.slice(10)).toEqual(['breaker-open', 'breaker-open']);
    const { eventId } = await scene.emulator.createEvent('honest');
    expect((await guard.check(requestFor(eventId))).signals.lookup).toBe('found');
  });

  test('fails open in recommended, with a warning, and fails closed in strict', async () => {
    const { guard, warnings } = scene.guard();
    scene.emulator.setFault({ kind: 'status', status: 503, call: 'edge' });
    expect(await guard.checkEdge(requestOf())).toMatchObject({ action: 'allow', failedOpen: true });
    expect(warnings).toEqual([expect.stringContaining('requests pass without it')]);
    expect(rulesOf(await guard.checkEdge(requestOf(), 'strict'))).toEqual(['api-unavailable']);
  });

  test('has a budget of its own, which lookups do not share', async () => {
    const { guard } = scene.guard({ edgeBudget: { perSecond: 0.001, burst: 1 } });
    expect((await guard.checkEdge(requestOf())).signals.lookup).toBe('found');
    expect(rulesOf(await guard.checkEdge(requestOf()))).toEqual(['over-budget']);
    const { eventId } = await scene.emulator.createEvent('honest');
    expect((await guard.check(requestFor(eventId))).signals.lookup).toBe('found');
  });
});

describe('a failure that a client causes never fails open:', () => {
  test('a time-out after a wait for a turn, which a flood causes', async () => {
    const { guard } = scene.guard({ deadlineMs: 400, edgeBudget: { perSecond: 8, burst: 1 } });
    const cause = async () => (await guard.checkEdge(requestOf())).signals.lookupCause;
    scene.emulator.setFault({ kind: 'delay', ms: 5000, call: 'edge' });
    // The one without a wait is the API's own; only the others are ours.
    expect(await Promise.all([cause(), cause()])).toEqual(['timeout', 'budget']);
  });

  const outcome = ({ action, failedOpen, signals }: Decision) => [action, failedOpen, signals.reference];

  test('headers that are too long cost no call', async () => {
    const { guard } = scene.guard();
    const decision = await guard.checkEdge(requestOf({ headers: { 'x-long': 'x'.repeat(65_536) } }));
    expect(outcome(decision)).toEqual(['deny', false, 'malformed']);
    expect(calls()).toEqual([]);
  });

  test.each([400, 413])('a request that the API answers with %i', async (status) => {
    const { guard } = scene.guard();
    scene.emulator.setFault({ kind: 'status', status, call: 'edge' });
    for (let count = 0; count < 12; count++)
      expect(outcome(await guard.checkEdge(requestOf()))).toEqual(['deny', false, 'malformed']);
    scene.emulator.clearFaults();
    expect((await guard.checkEdge(requestOf())).action).toBe('allow');
  });

  /** A gateway in front of the emulator that treats some bodies in its own way. */
  const gateway = (objects: (body: string) => boolean, treat: RequestListener) =>
    upstream.listen(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString();
      if (objects(body)) return treat(request, response);
      const { authorization = '', 'content-type': type = '' } = request.headers;
      const headers = { authorization, 'content-type': type };
      const answer = await fetch(scene.emulator.url + request.url, { method: 'POST', headers, body });
      response.writeHead(answer.status).end(await answer.text());
    });
  const treatments: [string, RequestListener][] = [
    ['answers with a page', (_request, response) => response.writeHead(403).end('<html>')],
    ['answers with a 503', (_request, response) => response.writeHead(503).end()],
    ['drops', (request) => request.socket.destroy()],
    ['does not answer', () => {}],
  ];

  test.each(treatments)(
    'a request that a gateway %s, while a plain one gets through',
    async (_what, treat) => {
      const baseUrl = await gateway((body) => body.includes('Log4Shell'), treat);
      const { guard } = scene.guard({ baseUrl, deadlineMs: 1000 });
      const odd = requestOf({ headers: { 'user-agent': 'Log4Shell' } });
      expect(outcome(await guard.checkEdge(odd))).toEqual(['deny', false, 'malformed']);
      expect(outcome(await guard.checkEdge(requestOf()))).toEqual(['allow', false, 'edge']);
    },
  );

  test.each(treatments)(
    'but a gateway that %s for everybody is not the fault of the client',
    async (_what, treat) => {
      const baseUrl = await gateway(() => true, treat);
      const { guard } = scene.guard({ baseUrl, deadlineMs: 1000 });
      expect(outcome(await guard.checkEdge(requestOf()))).toEqual(['allow', true, 'edge']);
    },
  );

  test('an address that is not known', async () => {
    const { guard, warnings } = scene.guard({ clientIp: { trustedProxies: ['10.0.0.0/8'] } });
    const headers = { 'x-forwarded-for': 'not-an-address' };
    const decision = await guard.checkEdge(requestOf({ headers, ip: '10.0.0.1' }));
    expect(outcome(decision)).toEqual(['deny', false, 'malformed']);
    expect(warnings).toEqual([expect.stringContaining('address of a client is not known')]);
    expect(calls()).toEqual([]);
  });
});

describe('a guard that cannot have requests analysed says so', () => {
  test.each(['v3', '2019'] as const)('with apiVersion %s', async (apiVersion) => {
    const { guard } = scene.guard({ apiVersion });
    await expect(guard.checkEdge(requestOf())).rejects.toMatchObject({ code: 'ERR_FP_UNSUPPORTED' });
  });

  test('without a key', async () => {
    const sealedKeys = [Buffer.alloc(32).toString('base64')];
    const { guard } = scene.guard({ apiKey: undefined, sealedKeys });
    await expect(guard.checkEdge(requestOf())).rejects.toMatchObject({ code: 'ERR_FP_OPTION' });
  });

  test('after close()', async () => {
    const { guard } = scene.guard();
    await guard.close();
    await expect(guard.checkEdge(requestOf())).rejects.toMatchObject({ code: 'ERR_FP_CLOSED' });
  });
});

/** What a guard sends to be analysed, and an API that finds nothing. */
function recording(options: Partial<FingerprintGuardOptions> = {}) {
  const sent: (Pick<EdgeRequest, 'url' | 'headers'> & Record<string, unknown>)[] = [];
  const guard = createFingerprintGuard({
    apiKey: 'key',
    logger: false,
    ...options,
    fetch: async (_url, init) => {
      sent.push(JSON.parse(String(init?.body)));
      return Response.json({ event_id: '1.a', timestamp: Date.now(), source: 'edge' });
    },
  });
  return { guard, sent };
}

describe('what is sent', () => {
  const SECRET = 'S3CR3T';
  const spelt = (name: string) =>
    fc.array(fc.boolean(), { minLength: name.length, maxLength: name.length }).chain((upper) =>
      fc.constantFrom('-', '_').map((dash) =>
        [...name]
          .map((letter, at) => (upper[at] ? letter.toUpperCase() : letter))
          .join('')
          .replaceAll('-', dash),
      ),
    );
  const secretName = fc
    .constantFrom(
      'authorization',
      'cookie',
      'proxy-authorization',
      'set-cookie',
      'x-fingerprint-event-id',
      'x-fingerprint-request-id',
      'x-fingerprint-sealed-result',
      'x-session-token',
      'x-own-id',
    )
    .chain(spelt);
  const secret = fc.tuple(
    secretName,
    fc.string().map((text) => `${text}${SECRET}${text}`),
  );
  const open = fc.tuple(
    fc.oneof(fc.constantFrom('accept', '__proto__', 'cookies', 'x-cookie', '1', ''), fc.string()),
    fc.string(),
  );
  const isOpen = (name: string) => !name.startsWith(':') && !/cookie$|authorization$/i.test(name);
  const headerList = fc.array(
    fc.oneof(
      secret,
      open.filter(([name]) => isOpen(name) || name === 'x-cookie'),
    ),
    {
      maxLength: 20,
    },
  );
  const options = { sensitiveHeaders: ['X-Session-Token'], eventFrom: { header: 'X-Own-Id' } };

  test('never holds a secret, and keeps every header in its place', async () => {
    const { guard, sent } = recording(options);
    await fc.assert(
      fc.asyncProperty(headerList, fc.webPath(), async (headers, path) => {
        const request = requestOf({
          url: `${path}?token=${SECRET}#${SECRET}`,
          rawHeaders: headers.flat(),
          headers: { host: `user:${SECRET}@shop.example/${SECRET}` },
        });
        await guard.checkEdge(request, {}, { required: false });
        const [analysed] = sent.splice(0);
        expect(JSON.stringify(analysed)).not.toContain(SECRET);
        expect(analysed?.headers).toEqual(
          headers.map(([name, value]) => ({ name, value: value.includes(SECRET) ? '' : value })),
        );
      }),
      { numRuns: 300 },
    );
    await guard.close();
  });

  test('never holds a secret of headers that a framework has parsed', async () => {
    const { guard, sent } = recording(options);
    await fc.assert(
      fc.asyncProperty(headerList, async (list) => {
        const headers = Object.fromEntries(
          list.map(([name, value], at) => [name.toLowerCase(), at % 2 ? [value, value] : value]),
        );
        await guard.checkEdge(requestOf({ headers }), {}, { required: false });
        const [analysed] = sent.splice(0);
        expect(JSON.stringify(analysed)).not.toContain(SECRET);
        const names = analysed?.headers.map(({ name }) => name) ?? [];
        expect([...new Set(names)]).toEqual(Object.keys(headers));
      }),
      { numRuns: 200 },
    );
    await guard.close();
  });

  test.each<[string, Partial<IncomingRequest>, string]>([
    ['a path', { url: '/a/b?c=d' }, 'https://shop.example/a/b'],
    ['an absolute URL', { url: 'http://other.example/a?b' }, 'https://shop.example/a'],
    ['an asterisk', { url: '*' }, 'https://shop.example/*'],
    ['no path', { url: '' }, 'https://shop.example/'],
    [
      'a host with a port',
      { headers: { host: 'shop.example:8443' } },
      'https://shop.example:8443/api/prices',
    ],
    ['no host', { headers: {} }, 'https://unknown.invalid/api/prices'],
    ['an invalid host', { headers: { host: 'a b' } }, 'https://unknown.invalid/api/prices'],
    [
      'a host of HTTP/2',
      { headers: { ':authority': 'shop.example', ':path': '/secret' } },
      'https://shop.example/api/prices',
    ],
  ])('names the URL of a request with %s', async (_what, request, url) => {
    const { guard, sent } = recording();
    await guard.checkEdge(requestOf(request));
    expect(sent[0]?.url).toBe(url);
    expect(sent[0]?.headers.some(({ name }) => name.startsWith(':'))).toBe(false);
    await guard.close();
  });

  test.each([
    ['203.0.113.7', { ipv4_address: '203.0.113.7' }],
    ['2001:db8::7', { ipv6_address: '2001:db8::7' }],
    ['::ffff:203.0.113.7', { ipv4_address: '203.0.113.7' }],
  ])('names the address %s in its family', async (ip, address) => {
    const { guard, sent } = recording();
    await guard.checkEdge(requestOf({ ip }));
    const { ipv4_address, ipv6_address }: Record<string, unknown> = sent[0] ?? {};
    expect(JSON.parse(JSON.stringify({ ipv4_address, ipv6_address }))).toEqual(address);
    await guard.close();
  });
});

test('nothing about the event of a page is requested, nor is its failure logged', async () => {
  const warnings: string[] = [];
  const fail = () => {
    throw new Error('asked');
  };
  const { guard } = recording({
    linkedId: fail,
    geo: { locate: fail },
    logger: { warn: (message) => void warnings.push(message) },
  });
  const decision = await guard.checkEdge(requestOf(), 'strict');
  expect([rulesOf(decision), warnings]).toEqual([[], []]);
  expect(decision.unknown).toEqual(expect.arrayContaining(['ip-location-mismatch', 'linked-id-mismatch']));
  await guard.close();
});

describe('api.analyzeEdge', () => {
  const request: EdgeRequest = {
    url: 'https://shop.example/api/prices?page=2',
    headers: [
      { name: 'User-Agent', value: 'curl/8.5.0' },
      { name: 'Cookie', value: 'secret' },
    ],
    ip: '203.0.113.7',
    linkedId: 'user-1',
    tags: { plan: 'free' },
  };
  const client = () => {
    const { url: baseUrl, secretApiKey: apiKey } = scene.emulator;
    return createServerApi({ apiKey, baseUrl });
  };

  test('brings the event that it makes', async () => {
    const api = client();
    const event = await api.analyzeEdge(request);
    expect(event).toMatchObject({
      generation: 'v4',
      source: 'edge',
      url: request.url,
      linkedId: 'user-1',
      tags: { plan: 'free' },
      visitorId: undefined,
      botInfo: { category: 'browser_automation', identity: 'unknown' },
    });
    const { events } = await api.searchEvents({ source: 'edge' });
    expect(events.map(({ eventId }) => eventId)).toEqual([event.eventId]);
    await api.close();
  });

  test.each<[string, object, string]>([
    ['a path', { url: '/api' }, 'request.url: expected an absolute http(s) URL'],
    ['no URL', { url: undefined }, 'request.url: required'],
    ['an invalid address', { ip: 'nowhere' }, 'request.ip: expected an IPv4 or IPv6 address'],
    ['headers as an object', { headers: {} }, 'request.headers: expected an array of { name, value }'],
    ['a header without a value', { headers: [{ name: 'a' }] }, 'request.headers: expected an array'],
    [
      'tags that JSON cannot hold',
      { tags: { big: 1n } },
      'request.tags: contains a value that JSON cannot represent',
    ],
    ['an invalid field', { hedaers: [] }, 'request.hedaers: unknown option; did you mean headers?'],
  ])('refuses %s', async (_what, change, message) => {
    const api = client();
    const given = { ...request, ...change } as EdgeRequest;
    await expect(api.analyzeEdge(given)).rejects.toMatchObject({
      code: 'ERR_FP_OPTION',
      message: expect.stringContaining(message),
    });
    expect(calls()).toEqual([]);
    await api.close();
  });
});
