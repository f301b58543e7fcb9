import { readBytes } from '../lib/read-bytes.js';
import {
  checkSealedKeys,
  decodeSealed,
  MAX_JSON_BYTES,
  noKeyOpensIt,
  notDeflated,
  tooMuchJson,
  type Unseal,
} from './sealed-result.js';

/**
 * Builds an `Unseal` with Web Crypto and compression streams, for runtimes without `node:crypto` and `node:zlib`. The
 * runtime decides whether bytes after the deflated event are rejected; only the owner of a key can add them.
 */
export function createUnseal(keys: readonly string[]): Unseal {
  checkSealedKeys(keys);
  return async (sealed: string) => {
    const { nonce, encrypted } = decodeSealed(sealed, fromBase64);
    for (const key of keys) {
      const deflated = await decrypt(encrypted, nonce, key);
      if (deflated) return inflate(deflated);
    }
    throw noKeyOpensIt();
  };
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const binary = atob(text);
    return btoa(binary) === text ? Uint8Array.from(binary, (byte) => byte.charCodeAt(0)) : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined if this key does not open it. */
async function decrypt(
  encrypted: Uint8Array<ArrayBuffer>,
  iv: Uint8Array<ArrayBuffer>,
  secret: string,
): Promise<ArrayBuffer | undefined> {
  const bytes = Uint8Array.from(atob(secret), (byte) => byte.charCodeAt(0));
  const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['decrypt']);
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, encrypted).catch(() => undefined);
}

async function inflate(deflated: ArrayBuffer): Promise<Uint8Array> {
  const inflated = new Blob([deflated]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const json = await readBytes(inflated, MAX_JSON_BYTES).catch(() => {
    throw notDeflated();
  });
  if (!json) throw tooMuchJson();
  return json;
}
