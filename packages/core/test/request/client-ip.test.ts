import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ClientIpOption, createClientIpReader } from '../../src/request/client-ip.js';
import type { IncomingRequest } from '../../src/request/incoming-request.js';

const read = (
  option: ClientIpOption | undefined,
  ip: string | undefined,
  headers: IncomingRequest['headers'] = {},
) => createClientIpReader(option)({ method: 'GET', url: '/', headers, ip });

describe("the framework's own address", () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:4711', '203.0.113.7'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['', undefined],
    ['unknown', undefined],
    ['127.1', undefined],
    ['010.0.0.1', undefined],
    ['203.0.113.07', undefined],
    ['203.0.113.7.', undefined],
    ['203.0.113.256', undefined],
    ['0.0.0.0', '0.0.0.0'],
    ['0x7f.0.0.1', undefined],
    ['64:ff9b::203.0.113.7', '203.0.113.7'],
    ['64:ff9b:1:fffe::cb00:7107', '203.0.113.7'],
    ['64:ff9b:1:cb00:71:700::', '203.0.113.7'],
    ['64:ff9b:1:2:3:4:5:6', '64:ff9b:1:2:3:4:5:6'],
    ['2002:cb00:7107:1::1', '203.0.113.7'],
    // Any host may have these, so they are not a site's own addresses.
    ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
    ['2002:a00:1::1', '2002:a00:1::1'],
    ['2002:7f00:1::1', '2002:7f00:1::1'],
    ['2001:db8::7:52044', '2001:db8::7'],
    ['2001:db8:1:2:3:4:5:6:443', '2001:db8:1:2:3:4:5:6'],
    ['2001:db8::7:443', '2001:db8::7:443'],
    ['2001:db8::7%en0:443', '2001:db8::7'],
    ['2001:db8::7:x', undefined],
    ['1.2.3.4.5', undefined],
    [undefined, undefined],
  ])('%s is read as %s', (ip, expected) => {
    expect(read(undefined, ip)).toBe(expected);
  });

  test('forwarding headers are not read', () => {
    expect(read(undefined, '203.0.113.7', { 'x-forwarded-for': '198.51.100.1' })).toBe('203.0.113.7');
  });
});

describe('trusted proxies', () => {
  const trusted = { trustedProxies: ['10.0.0.0/8', '2001:db8:ffff::/48', '192.0.2.1'] };
  test.each<[string, string, string | string[], string | undefined]>([
    ['the right-most untrusted hop', '10.0.0.1', '198.51.100.1, 203.0.113.7, 10.0.0.2', '203.0.113.7'],
    ['a forged left-most entry', '10.0.0.1', '1.1.1.1, 203.0.113.7', '203.0.113.7'],
    ['a socket that is no proxy', '203.0.113.9', '1.1.1.1', '203.0.113.9'],
    ['proxies all the way', '10.0.0.1', '10.0.0.3, 192.0.2.1', '10.0.0.3'],
    ['an IPv6 proxy and client', '2001:db8:ffff::1', '2001:db8::7', '2001:db8::7'],
    ['an IPv4-mapped socket', '::ffff:10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['addresses with ports', '10.0.0.1', '[2001:db8::7]:1234', '2001:db8::7'],
    ['the header sent twice', '10.0.0.1', ['1.1.1.1', '203.0.113.7'], '203.0.113.7'],
    ['a hop that is no address', '10.0.0.1', '203.0.113.7, unknown', undefined],
  ])('%s', (_what, ip, forwarded, expected) => {
    expect(read(trusted, ip, { 'x-forwarded-for': forwarded })).toBe(expected);
  });

  test.each<[network: string, socket: string, forwarded: string, expected: string]>([
    ['::/0', '2001:db8::1', '203.0.113.7, 2001:db8::7', '203.0.113.7'],
    ['::/0', '10.0.0.1', '2001:db8::7', '10.0.0.1'],
    ['::/0', '::ffff:10.0.0.1', '2001:db8::7', '10.0.0.1'],
    ['0.0.0.0/0', '10.0.0.1', '2001:db8::7, 203.0.113.7', '2001:db8::7'],
    ['0.0.0.0/0', '2001:db8::1', '203.0.113.7', '2001:db8::1'],
  ])(
    '%s is every address of its family, and none of the other: %s, %s',
    (network, ip, forwarded, expected) => {
      expect(read({ trustedProxies: [network] }, ip, { 'x-forwarded-for': forwarded })).toBe(expected);
    },
  );

  test("the socket's address counts, and nothing else if it is not known", () => {
    const reader = createClientIpReader(trusted);
    const headers = { 'x-forwarded-for': '198.51.100.1' };
    const request = { method: 'GET', url: '/', headers, ip: '10.0.0.1' };
    expect(reader({ ...request, remoteAddress: '203.0.113.7' })).toBe('203.0.113.7');
    expect(reader({ ...request, remoteAddress: undefined })).toBeUndefined();
    expect(reader(request)).toBe('198.51.100.1');
  });

  test.each<[string, readonly string[], string | undefined, string, string | undefined]>([
    ['trusted', ['unix'], 'unix', '1.1.1.1, 203.0.113.7', '203.0.113.7'],
    ['trusted, behind another proxy', ['unix', '10.0.0.0/8'], 'unix', '203.0.113.7, 10.0.0.2', '203.0.113.7'],
    ['trusted, without a header', ['unix'], 'unix', '', undefined],
    ['not trusted', ['10.0.0.0/8'], 'unix', '203.0.113.7', undefined],
    ['trusted, but the socket is gone', ['unix'], undefined, '203.0.113.7', undefined],
    ['trusted, but it is none', ['unix'], '198.51.100.1', '203.0.113.7', '198.51.100.1'],
    ['only in the header', ['unix'], 'unix', '203.0.113.7, unix', undefined],
  ])('a Unix socket: %s', (_what, trustedProxies, remoteAddress, forwarded, expected) => {
    const headers = { 'x-forwarded-for': forwarded };
    const reader = createClientIpReader({ trustedProxies });
    expect(reader({ method: 'GET', url: '/', headers, remoteAddress })).toBe(expected);
  });

  test.each([
    ['203.0.113.7, ,10.0.0.2', '203.0.113.7'],
    ['203.0.113.7,', '203.0.113.7'],
    [' , ', '10.0.0.1'],
  ])('empty elements are ignored: %j', (forwarded, expected) => {
    expect(read(trusted, '10.0.0.1', { 'x-forwarded-for': forwarded })).toBe(expected);
  });

  test('a network of addresses that represent IPv4 ones contains those', () => {
    for (const [network, holds] of [
      ['64:ff9b::203.0.113.0/120', true],
      ['::ffff:203.0.113.0/120', true],
      ['2002:cb00:7100::/40', true],
      ['2002:cb00:7107::/48', true],
      ['64:ff9b::198.51.100.0/120', false],
      ['64:ff9b::/96', false],
      ['2002::/16', false],
      // These are wider than the networks in which each address stands for one of IPv4.
      ['64:ff9b::203.0.113.7/64', false],
      ['::ffff:203.0.113.7/95', false],
      ['2002:cb00:7107::/8', false],
    ] as const) {
      const seen = read({ trustedProxies: [network] }, '203.0.113.7', { 'x-forwarded-for': '198.51.100.1' });
      expect([network, seen]).toEqual([network, holds ? '198.51.100.1' : '203.0.113.7']);
    }
  });

  describe('that write Forwarded', () => {
    const forwarded = { ...trusted, header: 'forwarded' } as const;
    test.each([
      ['by=10.0.0.1;for=203.0.113.7;proto=https', '203.0.113.7'],
      ['for=1.1.1.1, For="203.0.113.7:4711";host=shop.example', '203.0.113.7'],
      ['for="[2001:db8::7]:4711", for=10.0.0.2', '2001:db8::7'],
      ['for="x, for=203.0.113.7', '203.0.113.7'],
      ['for="x\\", for=203.0.113.7;by="10.0.0.1, 10.0.0.2"', '203.0.113.7'],
      ['for=203.0.113.7, , for=10.0.0.2,', '203.0.113.7'],
      ['for=_hidden', undefined],
      ['for=unknown', undefined],
      ['proto=https', undefined],
      ['xfor=203.0.113.7', undefined],
      ['', '10.0.0.1'],
    ])('%s', (value, expected) => {
      const headers = { forwarded: value, 'x-forwarded-for': '1.1.1.1' };
      expect(read(forwarded, '10.0.0.1', headers)).toBe(expected);
    });

    test('is not read by default: a client may have sent it', () => {
      expect(read(trusted, '10.0.0.1', { forwarded: 'for=1.1.1.1' })).toBe('10.0.0.1');
    });

    test('whatever is added on the left never changes the answer', () => {
      fc.assert(
        fc.property(fc.string(), (forged) => {
          const value = `${forged},for=203.0.113.7`;
          expect(read(forwarded, '10.0.0.1', { forwarded: value })).toBe('203.0.113.7');
        }),
      );
    });
  });

  test('whatever is added on the left never changes the answer', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())), (forged) => {
        const forwarded = [...forged, '203.0.113.7'].join(',');
        expect(read(trusted, '10.0.0.1', { 'x-forwarded-for': forwarded })).toBe('203.0.113.7');
      }),
    );
  });
});

test('a named header, and a function', () => {
  const header = { header: 'CF-Connecting-IP' };
  expect(read(header, '10.0.0.1', { 'cf-connecting-ip': '203.0.113.7' })).toBe('203.0.113.7');
  expect(read(header, '10.0.0.1')).toBeUndefined();
  expect(read(header, '10.0.0.1', { 'cf-connecting-ip': '203.0.113.7, 1.1.1.1' })).toBeUndefined();
  expect(read(({ headers }) => headers['x-real'] as string, '10.0.0.1', { 'x-real': '::1' })).toBe('::1');
});

test.each<[string, unknown]>([
  ['an invalid network', { trustedProxies: ['10.0.0.0/33'] }],
  ['an invalid address', { trustedProxies: ['proxy.internal'] }],
  ['a number', { trustedProxies: [10] }],
  ['an empty header', { header: '' }],
  ['a header that lists no hops', { trustedProxies: ['10.0.0.1'], header: 'x-real-ip' }],
  ['null', null],
  ['true', true],
])('%s is refused', (_what, option) => {
  expect(() => createClientIpReader(option as ClientIpOption)).toThrow(
    expect.objectContaining({ code: 'ERR_FP_OPTION' }),
  );
});
