import { createCipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { JsonObject } from '../json.js';

const HEADER = Buffer.from([0x9e, 0x85, 0xdc, 0xed]);

/**
 * Seals an event as the vendor does: base64 of header, 12-byte nonce, AES-256-GCM of the raw deflate of its
 * JSON, 16-byte tag. The key is 32 bytes in base64.
 */
export function seal(event: JsonObject, key: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'base64'), nonce);
  const sealed = cipher.update(deflateRawSync(JSON.stringify(event)));
  return Buffer.concat([HEADER, nonce, sealed, cipher.final(), cipher.getAuthTag()]).toString('base64');
}
