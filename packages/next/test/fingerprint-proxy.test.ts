import 'next/dist/server/node-environment-baseline.js';
import { describe, expect, test } from '@jest/globals';
import type { NextRequest } from 'next/server.js';
import { eachTest } from '../../../test/support/shop.js';
import { fingerprintProxy, type ProxyMatcher, withFingerprint } from '../src/index.js';
import { serveRoutes, throughProxy } from './next-routes.js';

const shop = eachTest();
const SITE = 'https://shop.example';

const statusOf = async (
  proxy: (request: NextRequest) => unknown,
  path: string,
  { method = 'POST', ...init }: RequestInit = {},
  basePath?: string,
) => (await throughProxy(proxy, `${SITE}${path}`, { method, ...init }, basePath))?.status ?? 'goes on';

describe('a request that matches', () => {
  test('goes on with an honest event, and no further with any other', async () => {
    const proxy = fingerprintProxy(shop.guard(), '/api/login');
    expect(await statusOf(proxy, '/api/login', { headers: await shop.visit() })).toBe('goes on');
    expect(await statusOf(proxy, '/api/login', { headers: await shop.visit('bad-bot') })).toBe(403);
    expect(await statusOf(proxy, '/api/login', { headers: await shop.visit('stale') })).toBe(403);
    const answer = await throughProxy(proxy, `${SITE}/api/login`, { method: 'POST' });
    expect(answer?.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer?.json()).toMatchObject({ code: 'fingerprint_denied', retry: 'new-event' });
  });

  test('may name its event in the body', async () => {
    const proxy = fingerprintProxy(shop.guard(), '/api/login');
    const { eventId } = await shop.emulator.createEvent();
    const headers = { 'content-type': 'application/json' };
    const sent = () => ({ headers, body: JSON.stringify({ eventId }) });
    expect(await statusOf(proxy, '/api/login', sent())).toBe('goes on');
    expect(await statusOf(proxy, '/api/login', sent())).toBe(403);
  });

  test('is judged by its policy, and answered by onBlocked', async () => {
    const onBlocked = () => Response.json('asked for more', { status: 401 });
    const proxy = fingerprintProxy(shop.guard(), '/api/login', { policy: 'strict', onBlocked });
    expect(await statusOf(proxy, '/api/login', { headers: await shop.visit('incognito') })).toBe(401);
  });

  test('that is a CORS preflight goes on to its route, and any other OPTIONS does not', async () => {
    const proxy = fingerprintProxy(shop.guard(), '/api/login');
    const headers = { origin: SITE, 'access-control-request-method': 'POST' };
    expect(await statusOf(proxy, '/api/login', { method: 'OPTIONS', headers })).toBe('goes on');
    expect(shop.decisions).toEqual([]);
    expect(await statusOf(proxy, '/api/login', { method: 'OPTIONS' })).toBe(403);
  });
});

describe('an event that went through the proxy', () => {
  const play = async (claim: boolean | undefined) => {
    const guard = shop.guard();
    const proxy = fingerprintProxy(guard, '/login', { claim });
    const { url, close } = await serveRoutes({
      '/login': { POST: withFingerprint(guard)(async () => new Response()) },
    });
    shop.endings.push(close);
    const headers = await shop.visit();
    const both = async () => {
      const stopped = await throughProxy(proxy, `${url}/login`, { method: 'POST', headers });
      return (stopped ?? (await fetch(`${url}/login`, { method: 'POST', headers }))).status;
    };
    return [await both(), await both()];
  };

  test('is consumed for a handler that checks again', async () => {
    expect(await play(undefined)).toEqual([403, 403]);
  });

  test('with claim: false can be used once by the handler, with one lookup', async () => {
    expect(await play(false)).toEqual([200, 403]);
    expect(shop.emulator.requests()).toHaveLength(1);
  });
});

describe('a matcher', () => {
  const LOGIN = ['POST /api/login', '/api/orders/:id', '/files/:path*', '/notes/:path+'];

  test.each<[ProxyMatcher, string, string, boolean]>([
    [LOGIN, 'POST', '/api/login', true],
    [LOGIN, 'POST', '/api/login/', true],
    [LOGIN, 'POST', '//api//login', true],
    [LOGIN, 'POST', '/api/LOGIN', true],
    [LOGIN, 'POST', '/api/%6Cogin', true],
    [LOGIN, 'POST', '/api%2Flogin', true],
    [LOGIN, 'POST', '/api/x/../login', true],
    [LOGIN, 'POST', '/api/x%2F..%2Flogin', true],
    [LOGIN, 'POST', '/x/..;/api;v=1/login', true],
    [LOGIN, 'POST', '/api/%6Cogin/%', false],
    [LOGIN, 'POST', '/api/login%2Fx', false],
    [LOGIN, 'POST', '/api/x%2F..%2Flogout', false],
    [LOGIN, 'POST', '/api/login?next=/', true],
    [LOGIN, 'GET', '/api/login', false],
    [LOGIN, 'POST', '/api/login/x', false],
    [LOGIN, 'POST', '/x/api/login', false],
    [LOGIN, 'POST', '/api/logins', false],
    [LOGIN, 'GET', '/api/orders/7', true],
    [LOGIN, 'DELETE', '/api/orders/7', true],
    [LOGIN, 'POST', '/api/orders/%E0%A4%A', true],
    [LOGIN, 'GET', '/api/orders/7%2Fx', true],
    [LOGIN, 'GET', '/api/orders/7%5Cx', true],
    [LOGIN, 'GET', '/api/orders', false],
    [LOGIN, 'GET', '/api/orders/7/items', false],
    [LOGIN, 'GET', '/files', true],
    [LOGIN, 'GET', '/files/a/b', true],
    [LOGIN, 'GET', '/files/..%2Fa', true],
    [LOGIN, 'GET', '/%66iles/%E0%A4%A/%zz', true],
    [LOGIN, 'GET', '/notes', false],
    [LOGIN, 'GET', '/notes/a/b', true],
    ['GET /prices', 'HEAD', '/prices', true],
    ['/', 'POST', '/', true],
    ['/', 'POST', '/x', false],
    ['/v1.0/$all', 'POST', '/v1.0/$all', true],
    ['/v1.0/$all', 'POST', '/v1x0/$all', false],
    ['/c%2B%2B', 'POST', '/c++', true],
    ['/c%2B%2B', 'POST', '/c', false],
    ['/caf%C3%A9;v', 'POST', '/caf%c3%a9%3Bv', true],
    [({ nextUrl }) => nextUrl.searchParams.has('pay'), 'POST', '/?pay', true],
    [async () => false, 'POST', '/', false],
  ])('%j: %s %s', async (matcher, method, path, isJudged) => {
    const proxy = fingerprintProxy(shop.guard(), matcher);
    expect(await statusOf(proxy, path, { method })).toBe(isJudged ? 403 : 'goes on');
  });

  test('is without the base path', async () => {
    const proxy = fingerprintProxy(shop.guard(), '/api/login');
    expect(await statusOf(proxy, '/shop/api/login', {}, '/shop')).toBe(403);
    expect(await statusOf(proxy, '/shop/api/other', {}, '/shop')).toBe('goes on');
  });

  test('that throws is an error, never a pass', async () => {
    const proxy = fingerprintProxy(shop.guard(), () => {
      throw new Error('the matcher fails');
    });
    await expect(statusOf(proxy, '/')).rejects.toThrow('the matcher fails');
  });

  test('that forgets to return is an error, never a pass', async () => {
    const proxy = fingerprintProxy(shop.guard(), (() => {}) as never);
    await expect(statusOf(proxy, '/')).rejects.toMatchObject({ code: 'ERR_FP_OPTION' });
  });
});

describe('what is called wrongly is an error', () => {
  const create = (matcher: unknown, options?: object) =>
    fingerprintProxy(shop.guard(), matcher as ProxyMatcher, options);

  test.each<[unknown]>([
    [undefined],
    [[]],
    [''],
    ['api/login'],
    ['post /api/login'],
    ['PSOT /api/login'],
    ['/api/../login'],
    ['/api/(.*)'],
    ['/api/*'],
    ['/:path*/login'],
    ['/api/:id.json'],
    [[/login/]],
  ])('the matcher %p', (matcher) => {
    expect(() => create(matcher)).toThrow(/^fingerprintProxy: matcher: /);
  });

  test.each<[unknown]>([[null], ['strict'], [{ claim: 'no' }]])('the options %p', (options) => {
    expect(() => create('/', options as object)).toThrow(expect.objectContaining({ code: 'ERR_FP_OPTION' }));
  });

  test('an unknown option, and a misspelt policy', () => {
    expect(() => create('/', { polcy: 'strict' })).toThrow(/polcy: unknown option/);
    expect(() => create('/', { policy: 'lgoin' })).toThrow(/lgoin/);
  });
});
