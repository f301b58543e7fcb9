import { describe, expect, test } from '@jest/globals';
import { type ClientIpOption, createHeaderLocationProvider, type LocatingPlatform } from '../../src/index.js';
import { createClientIpReader } from '../../src/request/client-ip.js';
import { requestFor, useEmulator } from '../support/scene.js';

const scene = useEmulator();

const read = (platform: string, headers: Record<string, string | string[]>) =>
  createClientIpReader({ platform } as ClientIpOption)({ method: 'GET', url: '/', headers, ip: '10.0.0.1' });

describe("a platform's own header holds the client's address", () => {
  test.each<[platform: string, header: string, value: string | string[], expected: string | undefined]>([
    ['cloudflare', 'cf-connecting-ip', '203.0.113.7', '203.0.113.7'],
    ['cloudflare', 'cf-connecting-ip', '2001:db8::7', '2001:db8::7'],
    ['cloudflare', 'x-forwarded-for', '203.0.113.7', undefined],
    ['cloudflare', 'cf-connecting-ip', ['1.1.1.1', '203.0.113.7'], undefined],
    ['vercel', 'x-real-ip', '203.0.113.7', '203.0.113.7'],
    ['fly', 'fly-client-ip', '2001:db8::7', '2001:db8::7'],
    ['akamai', 'true-client-ip', '203.0.113.7', '203.0.113.7'],
    ['fastly', 'fastly-client-ip', '203.0.113.7', '203.0.113.7'],
    ['fastly', 'fastly-client-ip', 'localhost', undefined],
    ['aws-cloudfront', 'cloudfront-viewer-address', '203.0.113.7:46532', '203.0.113.7'],
    ['aws-cloudfront', 'cloudfront-viewer-address', '2001:db8::7:46532', '2001:db8::7'],
    ['aws-cloudfront', 'cloudfront-viewer-address', '2001:db8:1:2:3:4:5:6:443', '2001:db8:1:2:3:4:5:6'],
    ['aws-cloudfront', 'cloudfront-viewer-address', '[2001:db8::7]:443', '2001:db8::7'],
    ['aws-cloudfront', 'cloudfront-viewer-address', '203.0.113.7', undefined],
    ['aws-cloudfront', 'cloudfront-viewer-address', '203.0.113.7:https', undefined],
    ['aws-cloudfront', 'x-forwarded-for', '203.0.113.7', undefined],
  ])('%s: %s: %s', (platform, header, value, expected) => {
    expect(read(platform, { [header]: value })).toBe(expected);
  });

  test.each([['heroku'], ['toString'], [undefined], [7]])('%s is not a platform', (platform) => {
    expect(() => createClientIpReader({ platform } as unknown as ClientIpOption)).toThrow(
      expect.objectContaining({ code: 'ERR_FP_OPTION', message: expect.stringContaining("'cloudflare' or") }),
    );
  });
});

describe("a platform's headers tell where the client is", () => {
  const headers = {
    'cf-ipcountry': 'PT',
    'cf-iplatitude': '38.71667',
    'cf-iplongitude': '-9.13333',
    'cf-timezone': 'Europe/Lisbon',
  };
  const locate = (platform: LocatingPlatform, sent: Record<string, string>, coordinates?: boolean) =>
    createHeaderLocationProvider({ platform, coordinates }).locate('203.0.113.7', { headers: sent });

  test('Cloudflare, Vercel and CloudFront each by their own', () => {
    const lisbon = { countryCode: 'PT', latitude: 38.71667, longitude: -9.13333, timezone: 'Europe/Lisbon' };
    expect(locate('cloudflare', headers, true)).toEqual(lisbon);
    const named = (...names: string[]) =>
      Object.fromEntries(Object.values(headers).map((value, index) => [names[index], value]));
    const vercel = ['country', 'latitude', 'longitude', 'timezone'].map((name) => `x-vercel-ip-${name}`);
    expect(locate('vercel', named(...vercel))).toEqual(lisbon);
    const front = ['country', 'latitude', 'longitude', 'time-zone'].map(
      (name) => `cloudfront-viewer-${name}`,
    );
    expect(locate('aws-cloudfront', named(...front), true)).toEqual(lisbon);
    expect(locate('vercel', headers)).toEqual({});
    // Until a platform is configured to send a header, clients can forge it.
    expect(locate('cloudflare', headers)).toEqual({ countryCode: 'PT' });
    expect(locate('aws-cloudfront', named(...front))).toEqual({ countryCode: 'PT' });
    expect(locate('vercel', named(...vercel), false)).toEqual({ countryCode: 'PT' });
  });

  test('forged coordinates do not hide a mismatch; true ones are compared', async () => {
    const berlin = { 'cf-iplatitude': '52.52', 'cf-iplongitude': '13.405' };
    const signals = async (coordinates: boolean, sent: Record<string, string>) => {
      const { guard } = scene.guard({
        clientIp: { platform: 'cloudflare' },
        geo: createHeaderLocationProvider({ platform: 'cloudflare', coordinates }),
      });
      const { eventId } = await scene.emulator.createEvent();
      const request = requestFor(eventId, { headers: { 'cf-connecting-ip': '192.0.2.10', ...sent } });
      return (await guard.check(request)).signals;
    };
    const forged = await signals(false, { 'cf-ipcountry': 'BR', ...berlin });
    expect(forged).toMatchObject({ ipMatch: 'different', ipLocationMismatch: true });
    const honest = await signals(false, { 'cf-ipcountry': 'DE' });
    expect(honest).toMatchObject({ ipMatch: 'same-country', ipLocationMismatch: false });
    const located = await signals(true, { 'cf-ipcountry': 'DE', ...berlin });
    expect(located).toMatchObject({ ipLocationMismatch: false, ipDistanceKm: expect.any(Number) });
  });

  test('coordinates are a boolean', () => {
    const coordinates = 'yes' as unknown as boolean;
    expect(() => createHeaderLocationProvider({ platform: 'vercel', coordinates })).toThrow(
      expect.objectContaining({ code: 'ERR_FP_OPTION' }),
    );
  });

  test.each([['north'], [''], ['0x10'], ['1e2'], ['38.7, 38.7']])('%j is not a latitude', (latitude) => {
    expect(locate('cloudflare', { ...headers, 'cf-iplatitude': latitude }, true)).toMatchObject({
      latitude: undefined,
      longitude: -9.13333,
    });
  });

  test('no other platform has them', () => {
    expect(() => createHeaderLocationProvider({ platform: 'fly' as LocatingPlatform })).toThrow(
      expect.objectContaining({ code: 'ERR_FP_OPTION' }),
    );
  });

  test('a guard takes both from one platform; Tor, which Cloudflare calls T1, is no country', async () => {
    const { guard } = scene.guard({
      clientIp: { platform: 'cloudflare' },
      geo: createHeaderLocationProvider({ platform: 'cloudflare' }),
    });
    const match = async (sent: Record<string, string>) => {
      const { eventId } = await scene.emulator.createEvent();
      const request = requestFor(eventId, { headers: { 'cf-connecting-ip': '192.0.2.10', ...sent } });
      return (await guard.check(request)).signals;
    };
    expect(await match(headers)).toMatchObject({ ipMatch: 'different', ipLocationMismatch: true });
    expect(await match({ 'cf-ipcountry': 'DE' })).toMatchObject({
      ipMatch: 'same-country',
      ipLocationMismatch: false,
    });
    expect(await match({ 'cf-ipcountry': 'T1' })).toMatchObject({ ipMatch: 'other-network' });
    expect(await match({})).toMatchObject({ ipMatch: 'other-network', ipLocationMismatch: undefined });
  });
});
