import { createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { type InflateRaw, inflateRawSync } from 'node:zlib';
import { parseJson } from '../lib/parse-json.js';
import {
  checkSealedKeys,
  decodeSealed,
  MAX_JSON_BYTES,
  noKeyOpensIt,
  notDeflated,
  notJson,
  refused,
  TAG_BYTES,
  tooMuchJson,
} from './sealed-result.js';

/**
 * Opens a sealed result: the event that the agent passed to the browser in encrypted form, as the raw JSON of v3 or v4.
 * **Trust**: only the owner of a key can have sealed it, so its content comes from the vendor; it may still be old,
 * sent before, or from another visit of the same workspace. Synchronous: inflating an event takes far less time than
 * handing it to a thread.
 * @param sealed Canonical base64, nothing else: no white space, no URL-safe alphabet, padding exactly as needed.
 * @param keys Each 32 bytes in canonical base64, tried in order, so that old and new ones overlap in a rotation.
 * @throws FingerprintError `ERR_FP_SEALED` if it cannot be opened (the message says why); `ERR_FP_OPTION` for invalid
 * keys.
 * @example
 * ```ts
 * import { normalizeEvent, unsealEvent } from '@fingerprint-guard/core';
 *
 * app.post('/events', (req, res) => {
 *   const raw = unsealEvent(req.body.sealedResult, [process.env.FINGERPRINT_SEALED_KEY ?? '']);
 *   res.json({ visitorId: normalizeEvent(raw).visitorId });
 * });
 * ```
 */
export function unsealEvent(sealed: string, keys: readonly string[]): unknown {
  const json = parseJson(createUnseal(keys)(sealed));
  if (json === undefined) throw notJson();
  return json;
}

/**
 * Reads the keys once, for many sealed results.
 * @throws FingerprintError `ERR_FP_OPTION` without a key, or for an invalid one; the message contains no key.
 */
export function createUnseal(keys: readonly string[]): (sealed: string) => Buffer {
  checkSealedKeys(keys);
  const secrets = keys.map((key) => createSecretKey(Buffer.from(key, 'base64')));
  return (sealed) => inflate(decrypt(sealed, secrets));
}

/** Node decodes leniently, so the result is compared with the input. */
function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

function decrypt(sealed: string, keys: readonly KeyObject[]): Buffer {
  const { nonce, encrypted } = decodeSealed(sealed, fromBase64);
  const ciphertext = encrypted.subarray(0, -TAG_BYTES);
  const tag = encrypted.subarray(-TAG_BYTES);
  for (const key of keys) {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    const plaintext = decipher.setAuthTag(tag).update(ciphertext);
    try {
      decipher.final();
      return plaintext;
    } catch {
      // Sealed with another key, or changed since; the plaintext must not be read.
    }
  }
  throw noKeyOpensIt();
}

function inflate(deflated: Buffer): Buffer {
  const { buffer, engine } = inflateWhole(deflated);
  if (engine.bytesWritten !== deflated.length) throw refused('something follows the deflated event');
  return buffer;
}

function inflateWhole(deflated: Buffer): { buffer: Buffer; engine: InflateRaw } {
  try {
    // With `info`, the result contains how much of the input was read; the type declarations have only the plain
    // result.
    const answer: unknown = inflateRawSync(deflated, { maxOutputLength: MAX_JSON_BYTES, info: true });
    return answer as { buffer: Buffer; engine: InflateRaw };
  } catch (thrown) {
    const tooLarge = (thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw tooLarge ? tooMuchJson() : notDeflated();
  }
}
