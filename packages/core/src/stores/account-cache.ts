import type { ApiVersion } from '../event/generation.js';
import { sha256 } from '../lib/sha-256.js';
import type { EventCache } from './event-cache.js';

/** The account whose events are kept: the key, the address and the generation of the API. */
export interface AccountOfEvents {
  apiKey: string;
  baseUrl: URL;
  apiVersion: ApiVersion;
}

/**
 * Names an account, the same in every process and different for any other account, so that guards of several accounts
 * can share a store. 96 bits of a hash that serves only this purpose: it reveals nothing about the key, and is not a
 * plain hash of the key, which could be looked up or compared with a hash that is kept elsewhere.
 */
export function accountName({ apiKey, baseUrl, apiVersion }: AccountOfEvents): string {
  const parts = ['fingerprint-guard account', apiVersion, baseUrl.href, apiKey];
  return sha256(JSON.stringify(parts)).slice(0, 24);
}

/** The part of a cache that holds the events of one account. */
export function cacheOfAccount(cache: EventCache, account: string): EventCache {
  const own = (key: string) => `${account}:${key}`;
  const part: EventCache = {
    get: (key) => cache.get(own(key)),
    set: (key, event, ttlMs) => cache.set(own(key), event, ttlMs),
    delete: (key) => cache.delete(own(key)),
  };
  const { setIfNewer } = cache;
  if (setIfNewer) part.setIfNewer = (key, event, ttlMs) => setIfNewer.call(cache, own(key), event, ttlMs);
  return part;
}
