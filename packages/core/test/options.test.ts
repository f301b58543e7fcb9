import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { MockAgent } from 'undici';
import { createFingerprintGuard, createServerApi, type FingerprintGuardOptions } from '../src/index.js';

const create = (options: unknown) => () => createFingerprintGuard(options as FingerprintGuardOptions);

const SEALED_KEY = Buffer.alloc(32, 7).toString('base64');

describe('an option is refused with its name', () => {
  test.each<[string, unknown, string]>([
    ['a missing key', {}, 'apiKey: the secret API key is required'],
    [
      'an empty key',
      { apiKey: '' },
      'apiKey: the secret API key is empty; without an account, use the one the emulator prints',
    ],
    ['a key with a line break', { apiKey: 'a\r\nx: y' }, 'apiKey: expected a string without spaces'],
    ['an unknown region', { apiKey: 'k', region: 'us' }, "region: expected 'global' or 'eu' or 'ap'"],
    [
      'an unknown generation',
      { apiKey: 'k', apiVersion: 'v2' },
      "apiVersion: expected 'v4' or 'v3' or '2019'",
    ],
    ['an unknown authentication', { apiKey: 'k', auth: 'body' }, "auth: expected 'header' or 'query'"],
    ['query authentication with v4', { apiKey: 'k', auth: 'query' }, "auth: expected 'header': v4 accepts"],
    ['a mistyped name', { apiKey: 'k', polices: {} }, 'polices: unknown option; did you mean policies?'],
    ['an invalid base URL', { apiKey: 'k', baseUrl: 'localhost:4870' }, 'baseUrl: expected an http(s) URL'],
    [
      'a base URL with credentials',
      { apiKey: 'k', baseUrl: 'http://u:p@h' },
      'baseUrl: expected an http(s) URL',
    ],
    [
      'a deadline of nothing',
      { apiKey: 'k', deadlineMs: 0 },
      'deadlineMs: expected a number of milliseconds above 0',
    ],
    ['a deadline that is not a number', { apiKey: 'k', deadlineMs: '1s' }, 'deadlineMs: expected'],
    ['origins that are none', { apiKey: 'k', origins: ['shop.example'] }, 'origins[0]: not an origin'],
    [
      'an origin with a path',
      { apiKey: 'k', origins: ['https://shop.example/a'] },
      'origins[0]: not an origin',
    ],
    ['an expectation that is no signal', { apiKey: 'k', expects: ['botd'] }, 'expects[0]: neither a signal'],
    [
      'a store without claim',
      { apiKey: 'k', replayStore: {} },
      'replayStore: expected an object with claim()',
    ],
    [
      'a cache that is true',
      { apiKey: 'k', cache: true },
      'cache: expected an object with get(), set(), delete()',
    ],
    ['a logger without warn', { apiKey: 'k', logger: {} }, 'logger: expected an object with warn()'],
    ['a lag without a time', { apiKey: 'k', lag: {} }, 'lag: expected { retryForMs }, as numbers'],
    [
      'a budget of nothing',
      { apiKey: 'k', budget: { perSecond: 0, burst: 1 } },
      'budget: expected { perSecond, burst }',
    ],
    ['a hedge that is no boolean', { apiKey: 'k', hedge: 'true' }, 'hedge: expected a boolean'],
    ['a sealed key alone', { sealedKeys: SEALED_KEY }, 'sealedKeys: expected an array of strings'],
    ['a sealed key from nowhere', { sealedKeys: [undefined] }, 'sealedKeys: expected an array of strings'],
    [
      'an invalid sealed key, beside one',
      { sealedKeys: [SEALED_KEY, `${SEALED_KEY}=`] },
      'sealedKeys: expected keys of 32 bytes',
    ],
    ['sealed keys, none', { sealedKeys: [] }, 'apiKey: the secret API key is required'],
    [
      'sealed keys with 2019',
      { apiKey: 'k', apiVersion: '2019', sealedKeys: [SEALED_KEY] },
      "sealedKeys: expected apiVersion 'v4' or 'v3'",
    ],
    ['no options', undefined, 'expected options such as'],
    [
      'a linked ID that is not a function',
      { apiKey: 'k', linkedId: 'user' },
      'linkedId: expected a function',
    ],
    ['a provider that cannot locate', { apiKey: 'k', geo: {} }, 'geo: expected an object with locate()'],
    ['an invalid fetch', { apiKey: 'k', fetch: {} }, 'fetch: expected a function'],
    [
      'two means at once',
      { apiKey: 'k', fetch, dispatcher: new MockAgent() },
      'fetch: cannot be combined with a dispatcher',
    ],
  ])('%s', (_what, options, message) => {
    expect(create(options)).toThrow(
      expect.objectContaining({ code: 'ERR_FP_OPTION', message: expect.stringContaining(message) }),
    );
  });

  test('all at once, and without the value of the key', () => {
    const options = { apiKey: 'my secret', region: 'us', deadlineMs: -1 };
    expect(create(options)).toThrow(
      expect.objectContaining({
        issues: [
          expect.stringMatching(/^apiKey/),
          expect.stringMatching(/^region/),
          expect.stringMatching(/^deadlineMs/),
        ],
      }),
    );
    expect(create(options)).not.toThrow('my secret');
  });
});

test('a sealed key is in no message', () => {
  const options = { sealedKeys: [SEALED_KEY, 'c2VjcmV0'] };
  expect(create(options)).toThrow('sealedKeys');
  expect(create(options)).not.toThrow(/c2VjcmV0|BwcH/);
});

test('options are not changed, and may be frozen', () => {
  const options = Object.freeze({
    apiKey: 'k',
    origins: Object.freeze(['https://shop.example']),
    policies: Object.freeze({ a: Object.freeze({}) }),
  });
  expect(create(options)).not.toThrow();
});

test('an option that the environment leaves undefined has its default', async () => {
  const { NONE } = process.env;
  const guard = createFingerprintGuard({
    apiKey: 'k',
    baseUrl: NONE,
    environmentId: NONE,
    logger: undefined,
  });
  await guard.close();
  expect(() => createServerApi({ apiKey: NONE, baseUrl: NONE })).toThrow('apiKey: the secret API key');
});

describe('a loopback API in production', () => {
  const { NODE_ENV } = process.env;
  afterEach(() => {
    process.env.NODE_ENV = NODE_ENV;
  });

  test.each([
    ['production', 'http://localhost:4870', 1],
    ['production', 'http://127.0.0.1:4870', 1],
    ['production', 'http://[::1]:4870', 1],
    ['production', 'http://eu.localhost:4870', 1],
    ['production', 'https://api.fpjs.io', 0],
    ['test', 'http://localhost:4870', 0],
  ])('%s, %s: %d warnings', (environment, baseUrl, count) => {
    process.env.NODE_ENV = environment;
    const warnings: string[] = [];
    // The only guard of its account, whatever other tests made.
    createFingerprintGuard({
      apiKey: 'alone',
      baseUrl,
      logger: { warn: (message) => warnings.push(message) },
    });
    expect(warnings).toHaveLength(count);
  });
});

test('a cause is logged at most once a minute, and a logger that throws breaks nothing', async () => {
  let time = 0;
  // Whole, so that sums and differences are exact.
  const started = Math.ceil(performance.now());
  jest.spyOn(performance, 'now').mockImplementation(() => started + time);
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) };
  const guard = createFingerprintGuard({ apiKey: 'k', baseUrl: 'http://127.0.0.1:9', logger });
  const check = () => guard.check({ method: 'POST', url: '/', headers: {}, body: { eventId: `e${time}` } });
  await check();
  time = 59_999;
  await check();
  expect(warnings).toHaveLength(1);
  time = 60_000;
  await check();
  expect(warnings).toHaveLength(2);
  jest.restoreAllMocks();
  await guard.close();
  const throwing = {
    warn() {
      throw new Error('disk full');
    },
  };
  const other = createFingerprintGuard({ apiKey: 'k', baseUrl: 'http://127.0.0.1:9', logger: throwing });
  expect(
    (await other.check({ method: 'POST', url: '/', headers: {}, body: { eventId: 'e' } })).failedOpen,
  ).toBe(true);
  await other.close();
});
