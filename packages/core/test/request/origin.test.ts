import { describe, expect, test } from '@jest/globals';
import { createOriginMatcher, requestOrigin } from '../../src/request/origin.js';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';

const scene = useEmulator();
type Headers = Record<string, string | string[]>;

describe('where a request comes from', () => {
  const shop = 'https://shop.example';
  const evil = 'https://evil.example';
  test.each<[string, Headers, string | undefined]>([
    ['neither header', {}, undefined],
    ['Origin', { origin: shop }, shop],
    ['Origin in capitals, with the default port', { origin: 'HTTPS://Shop.Example:443' }, shop],
    ['Origin with a port', { origin: `${shop}:8443` }, `${shop}:8443`],
    ['Origin with the default port of http', { origin: 'http://shop.example:80' }, 'http://shop.example'],
    ['Origin null', { origin: 'null' }, undefined],
    ['an invalid Origin', { origin: 'shop.example' }, 'shop.example'],
    ['Origin sent twice', { origin: [shop, evil] }, `${shop}, ${evil}`],
    ['an empty Origin', { origin: '' }, ''],
    ['Origin before Referer', { origin: shop, referer: `${evil}/` }, shop],
    ['Referer alone', { referer: `${shop}/login?next=%2F#top` }, shop],
    ['Referer with the default port', { referer: `${shop}:443/login` }, shop],
    ['Referer with a port', { referer: `${shop}:8443/login` }, `${shop}:8443`],
    ['Referer with credentials', { referer: 'https://user:word@shop.example/' }, shop],
    ['Referer beside Origin null', { origin: 'null', referer: `${evil}/frame` }, evil],
    ['Referer without a host', { referer: 'about:client' }, undefined],
    ['an invalid Referer', { referer: '/login' }, undefined],
    ['Referer of an app', { referer: 'android-app://com.example.shop/' }, undefined],
  ])('%s', (_what, headers, expected) => {
    expect(requestOrigin({ method: 'POST', url: '/', headers })).toBe(expected);
  });

  test('the Referer of a page that a link led to is where the link stood', () => {
    const headers = { referer: 'https://mail.example/', 'sec-fetch-mode': 'navigate' };
    expect(requestOrigin({ method: 'GET', url: '/', headers })).toBeUndefined();
    expect(requestOrigin({ method: 'POST', url: '/', headers })).toBe('https://mail.example');
    expect(requestOrigin({ method: 'GET', url: '/', headers: { referer: 'https://mail.example/' } })).toBe(
      'https://mail.example',
    );
  });
});

describe('an allow-list', () => {
  test.each<[allowed: string, origin: string, expected: boolean]>([
    ['https://shop.example', 'https://shop.example', true],
    ['https://shop.example:443', 'https://shop.example', true],
    ['HTTPS://SHOP.example/', 'https://shop.example', true],
    ['https://shop.example', 'http://shop.example', false],
    ['https://shop.example', 'https://shop.example:8443', false],
    ['https://shop.example', 'https://www.shop.example', false],
    ['https://shop.example', 'https://shop.example.evil.example', false],
    ['https://*.shop.example', 'https://www.shop.example', true],
    ['https://*.shop.example', 'https://a.b.shop.example', true],
    ['https://*.shop.example', 'https://shop.example', false],
    ['https://*.shop.example', 'https://evilshop.example', false],
    ['https://*.shop.example', 'https://.shop.example', false],
    ['https://*.shop.example', 'http://www.shop.example', false],
    ['https://*.shop.example', 'https://www.shop.example:8443', false],
    ['https://*.shop.example:8443', 'https://www.shop.example:8443', true],
    ['https://*.shop.example:8443', 'https://www.shop.example', false],
    ['http://localhost:3000', 'http://localhost:3000', true],
    ['http://[::1]:3000', 'http://[::1]:3000', true],
  ])('%s and %s: %s', (allowed, origin, expected) => {
    expect(createOriginMatcher([allowed])(origin)).toBe(expected);
  });
});

describe('the rule origin-mismatch', () => {
  const judge = async (headers: Headers, policy = {}) => {
    const { guard } = scene.guard({ origins: ['https://shop.example', 'https://*.shop.example'] });
    const { eventId } = await scene.emulator.createEvent('honest', { url: 'https://www.shop.example/login' });
    return rulesOf(await guard.check(requestFor(eventId, { headers }), policy));
  };

  test.each<[string, Headers, boolean]>([
    ['an allowed Referer', { referer: 'https://shop.example/login' }, false],
    ['a Referer from elsewhere', { referer: 'https://evil.example/https://shop.example' }, true],
    ['Origin null and no Referer', { origin: 'null' }, false],
    ['Origin null, of a frame elsewhere', { origin: 'null', referer: 'https://evil.example/' }, true],
    ['Origin sent twice', { origin: ['https://shop.example', 'https://shop.example'] }, true],
  ])('%s', async (_what, headers, mismatch) => {
    expect(await judge(headers)).toEqual(mismatch ? ['origin-mismatch'] : []);
    const own = { rules: { 'origin-mismatch': ['deny', { origins: ['https://*.shop.example'] }] } };
    const bare = headers.referer === 'https://shop.example/login';
    expect(await judge(headers, own)).toEqual(mismatch || bare ? ['origin-mismatch'] : []);
  });
});
