import { FingerprintError } from '../lib/errors.js';

/**
 * Opens a sealed result with the keys it was built with, and returns its content, which should be the JSON of an event.
 * Throws or rejects as `unsealEvent` throws, but for content that is not JSON.
 */
export type Unseal = (sealed: string) => Uint8Array | Promise<Uint8Array>;

/*
 * Layout, from the vendor's published SDKs: base64 of header, nonce, AES-256-GCM ciphertext and tag, without
 * additional data; the plaintext is the raw deflate of the event's JSON.
 */
const HEADER = [0x9e, 0x85, 0xdc, 0xed];
const CIPHERTEXT_START = 16;
export const TAG_BYTES = 16;

/** 32 bytes in canonical base64: the last character before the padding holds four bits, the two below are 0. */
const KEY = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/**
 * The longest string that is decoded, in characters. A whole event is about 12 KB of JSON and 4 KB sealed, and the tags
 * that a page adds are at most 16 KB, so this leaves room for ten times as much.
 */
const MAX_SEALED_LENGTH = 256 * 1024;

/**
 * The longest JSON that is inflated, bytes: a sealed event within the bound above inflates to less, a decompression
 * bomb to more.
 */
export const MAX_JSON_BYTES = 1024 * 1024;

/** True for 32 bytes in canonical base64. */
export const isSealedKey = (key: unknown): key is string => typeof key === 'string' && KEY.test(key);

/** @throws FingerprintError `ERR_FP_OPTION` without a key, or for an invalid one; the message contains no key. */
export function checkSealedKeys(keys: unknown): asserts keys is readonly string[] {
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new FingerprintError('ERR_FP_OPTION', 'keys: expected an array of at least one key');
  }
  const index = keys.findIndex((key) => !isSealedKey(key));
  if (index < 0) return;
  throw new FingerprintError('ERR_FP_OPTION', `keys[${index}]: expected 32 bytes in canonical base64`);
}

/**
 * Splits a sealed result into its parts.
 * @param fromBase64 Decodes a string; undefined unless it is the exact encoding of its bytes, so that each result has
 * one string.
 */
export function decodeSealed<Bytes extends Uint8Array>(
  sealed: unknown,
  fromBase64: (text: string) => Bytes | undefined,
) {
  if (typeof sealed !== 'string') throw refused('it is not a string');
  if (sealed.length > MAX_SEALED_LENGTH) {
    throw refused(`it is too large: more than ${MAX_SEALED_LENGTH} characters`);
  }
  const bytes = fromBase64(sealed);
  if (!bytes) throw refused('it is not canonical base64');
  if (bytes.length < CIPHERTEXT_START + TAG_BYTES) throw refused('it is too short');
  if (HEADER.some((byte, at) => bytes[at] !== byte)) throw refused('it has the wrong header');
  return {
    nonce: bytes.subarray(HEADER.length, CIPHERTEXT_START) as Bytes,
    /** The ciphertext, followed by the tag. */
    encrypted: bytes.subarray(CIPHERTEXT_START) as Bytes,
  };
}

export const noKeyOpensIt = () => refused('no key opens it');
/** The parser's own error quotes the event. */
export const notJson = () => refused('its content is not JSON');
export const notDeflated = () => refused('its content is not deflated');
export const tooMuchJson = () => refused(`it is too large: more than ${MAX_JSON_BYTES} bytes of JSON`);

export const refused = (why: string) =>
  new FingerprintError('ERR_FP_SEALED', `a sealed result cannot be opened: ${why}`);
