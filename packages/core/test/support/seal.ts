import { createCipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';

/** A key of sealed results, made of one byte. */
export const keyOf = (byte: number): string => Buffer.alloc(32, byte).toString('base64');

/** Seals what is already deflated, or is meant not to be. */
export function sealBytes(content: Uint8Array, key: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'base64'), nonce);
  const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
  const header = Buffer.from('9e85dced', 'hex');
  return Buffer.concat([header, nonce, ciphertext, cipher.getAuthTag()]).toString('base64');
}

/** Seals a text as the vendor seals the JSON of an event. */
export const sealText = (text: string, key: string): string => sealBytes(deflateRawSync(text), key);

export const seal = (event: unknown, key: string): string => sealText(JSON.stringify(event), key);
