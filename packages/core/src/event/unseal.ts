import { createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { type InflateRaw, inflateRawSync } from 'node:zlib';
import { FingerprintError } from '../errors.js';

/*
 * Layout, from the vendor's published SDKs: base64 of header, nonce, AES-256-GCM ciphertext and tag, without
 * additional data; the plaintext is the raw deflate of the event's JSON.
 */
const HEADER = Buffer.from([0x9e, 0x85, 0xdc, 0xed]);
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const CIPHERTEXT_START = HEADER.length + NONCE_BYTES;

/**
 * The longest text that is decoded, characters. A whole event is about 12 KB of JSON and 4 KB sealed, and the tags a
 * page adds are at most 16 KB, so that this leaves room for ten times as much.
 */
const MAX_SEALED_LENGTH = 256 * 1024;

/** The longest JSON that is inflated, bytes: what is sealed well within its own bound grows to less, a bomb to more. */
const MAX_JSON_BYTES = 1024 * 1024;

/** Opens a sealed result with the keys it was built with; throws as `unsealEvent` does. */
export type Unseal = (sealed: string) => unknown;

/**
 * Opens a sealed result: the event that the agent handed to the browser encrypted, as the raw JSON of v3 or v4.
 * **Trust**: only who has a key can have sealed it, so its content is the vendor's; it may still be old, sent before,
 * or of another visit of the same workspace. Synchronous: an event inflates in far less time than a thread's turn takes.
 * @param sealed Canonical base64, nothing else: no white space, no URL-safe alphabet, padding exactly as needed.
 * @param keys Each 32 bytes in canonical base64, tried in order, so that old and new ones overlap in a rotation.
 * @throws FingerprintError `ERR_FP_SEALED` for what cannot be opened, its message says why; `ERR_FP_OPTION` for keys
 * that are none.
 */
export function unsealEvent(sealed: string, keys: readonly string[]): unknown {
  return createUnseal(keys)(sealed);
}

/**
 * Reads the keys once, for many sealed results.
 * @throws FingerprintError `ERR_FP_OPTION` without a key, or for one that is none; no key is in the message.
 */
export function createUnseal(keys: readonly string[]): Unseal {
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new FingerprintError('ERR_FP_OPTION', 'keys: expected a list of at least one key');
  }
  const secrets = keys.map((key: unknown, index) => {
    const bytes = readKey(key);
    if (bytes) return createSecretKey(bytes);
    throw new FingerprintError('ERR_FP_OPTION', `keys[${index}]: expected 32 bytes in canonical base64`);
  });
  return (sealed) => parse(inflate(decrypt(decode(sealed), secrets)));
}

/** True for 32 bytes in canonical base64. */
export const isSealedKey = (key: unknown): boolean => readKey(key) !== undefined;

function readKey(key: unknown): Buffer | undefined {
  const bytes = typeof key === 'string' ? canonicalBase64(key) : undefined;
  return bytes?.length === KEY_BYTES ? bytes : undefined;
}

function decode(sealed: unknown): Buffer {
  if (typeof sealed !== 'string') throw refused('it is no text');
  if (sealed.length > MAX_SEALED_LENGTH) {
    throw refused(`it is too large: more than ${MAX_SEALED_LENGTH} characters`);
  }
  const bytes = canonicalBase64(sealed);
  if (!bytes) throw refused('it is not canonical base64');
  if (bytes.length < CIPHERTEXT_START + TAG_BYTES) throw refused('it is too short');
  if (!bytes.subarray(0, HEADER.length).equals(HEADER)) throw refused('it has the wrong header');
  return bytes;
}

/** Node decodes leniently; only a text that is what its bytes encode to is taken, so that one result has one text. */
function canonicalBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

function decrypt(bytes: Buffer, keys: readonly KeyObject[]): Buffer {
  const nonce = bytes.subarray(HEADER.length, CIPHERTEXT_START);
  const ciphertext = bytes.subarray(CIPHERTEXT_START, -TAG_BYTES);
  const tag = bytes.subarray(-TAG_BYTES);
  for (const key of keys) {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
    const plaintext = decipher.setAuthTag(tag).update(ciphertext);
    try {
      decipher.final();
      return plaintext;
    } catch {
      // Sealed with another key, or changed since; the plaintext is not to be looked at.
    }
  }
  throw refused('no key opens it');
}

function inflate(deflated: Buffer): Buffer {
  const { buffer, engine } = inflateWhole(deflated);
  if (engine.bytesWritten !== deflated.length) throw refused('something follows the deflated event');
  return buffer;
}

function inflateWhole(deflated: Buffer): { buffer: Buffer; engine: InflateRaw } {
  try {
    // With `info` the answer tells how much of the input was read; the type declarations know only the plain answer.
    const answer: unknown = inflateRawSync(deflated, { maxOutputLength: MAX_JSON_BYTES, info: true });
    return answer as { buffer: Buffer; engine: InflateRaw };
  } catch (thrown) {
    const tooLarge = (thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw refused(
      tooLarge ? `it is too large: more than ${MAX_JSON_BYTES} bytes of JSON` : 'its content is not deflated',
    );
  }
}

function parse(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString());
  } catch {
    // The parser's own message quotes the event.
    throw refused('its content is not JSON');
  }
}

const refused = (why: string) =>
  new FingerprintError('ERR_FP_SEALED', `a sealed result cannot be opened: ${why}`);
