import { createHash } from 'node:crypto';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  createFingerprintGuard,
  createMemoryEventCache,
  type EventCache,
  type FingerprintGuard,
  type FingerprintGuardOptions,
} from '../../src/index.js';
import { accountName } from '../../src/stores/account-cache.js';
import { requestFor } from '../support/scene.js';

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function account(): Promise<Emulator> {
  const emulator = await startEmulator();
  endings.push(() => emulator.close());
  return emulator;
}

function guardOf(
  { secretApiKey, url }: Emulator,
  cache: EventCache,
  options: Partial<FingerprintGuardOptions> = {},
): FingerprintGuard {
  const guard = createFingerprintGuard({
    apiKey: secretApiKey,
    baseUrl: url,
    cache,
    logger: false,
    lag: { retryForMs: 0 },
    ...options,
  });
  endings.push(() => guard.close());
  return guard;
}

/** A cache that notes its keys. */
function notedCache() {
  const memory = createMemoryEventCache();
  const keys: string[] = [];
  const cache: EventCache = {
    ...memory,
    set(key, event, ttlMs) {
      keys.push(key);
      return memory.set(key, event, ttlMs);
    },
  };
  return { cache, keys };
}

const look = (guard: FingerprintGuard, id: string) =>
  guard.check(requestFor(id), undefined, { claim: false });

describe('guards that share a cache', () => {
  test('of two accounts never see an event of the other; of one account they do', async () => {
    const cache = createMemoryEventCache();
    const [mine, theirs] = [await account(), await account()];
    const { eventId } = await theirs.createEvent();
    expect(await look(guardOf(theirs, cache), eventId)).toMatchObject({ action: 'allow', source: 'api' });
    expect(await look(guardOf(mine, cache), eventId)).toMatchObject({
      action: 'deny',
      source: 'none',
      signals: { lookup: 'unknown' },
    });
    expect((await look(guardOf(theirs, cache), eventId)).source).toBe('cache');
  });

  test('of two keys at one address stay apart, and so do two addresses of one key', async () => {
    const { cache, keys } = notedCache();
    const [emulator, other] = [await account(), await account()];
    const { eventId } = await emulator.createEvent();
    await look(guardOf(emulator, cache), eventId);
    const stranger = guardOf(emulator, cache, { apiKey: 'another' });
    expect((await look(stranger, eventId)).signals.lookupCause).toBe('key');
    const elsewhere = guardOf(emulator, cache, { baseUrl: other.url });
    expect((await look(elsewhere, eventId)).source).toBe('none');
    expect(keys).toHaveLength(1);
  });

  test('of two generations ask for themselves', async () => {
    const cache = createMemoryEventCache();
    const emulator = await account();
    const { eventId } = await emulator.createEvent();
    const [v4, v3] = [guardOf(emulator, cache), guardOf(emulator, cache, { apiVersion: 'v3' })];
    expect((await look(v4, eventId)).event?.generation).toBe('v4');
    expect(await look(v3, eventId)).toMatchObject({ source: 'api', event: { generation: 'v3' } });
    expect(await look(v3, eventId)).toMatchObject({ source: 'cache', event: { generation: 'v3' } });
  });

  test('show neither the key nor a hash of the key alone', async () => {
    const { cache, keys } = notedCache();
    const emulator = await account();
    const { eventId } = await emulator.createEvent();
    await look(guardOf(emulator, cache), eventId);
    const { secretApiKey } = emulator;
    const [key = ''] = keys;
    const shown = key.slice(0, key.indexOf(':'));
    expect(key).toBe(`${shown}:${eventId}`);
    expect(shown).toMatch(/^[0-9a-f]{24}$/);
    expect(key).not.toContain(secretApiKey);
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512'] as const) {
      expect(createHash(algorithm).update(secretApiKey).digest('hex')).not.toContain(shown);
    }
  });
});

test('the name of an account is the same in every process, and differs between accounts', () => {
  const given = { apiKey: 'key', baseUrl: new URL('https://api.fpjs.io'), apiVersion: 'v4' } as const;
  const parts = JSON.stringify(['fingerprint-guard account', 'v4', 'https://api.fpjs.io/', 'key']);
  expect(accountName(given)).toBe(createHash('sha256').update(parts).digest('hex').slice(0, 24));
  const others = [
    { ...given, apiKey: 'kez' },
    { ...given, baseUrl: new URL('https://eu.api.fpjs.io') },
    { ...given, apiVersion: 'v3' as const },
  ];
  expect(new Set([given, ...others].map(accountName)).size).toBe(4);
});
