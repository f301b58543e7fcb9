import { readDelivery, type WebhookDelivery } from './signature.js';

const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/** Does what `verifyWebhook` does, with Web Crypto, for runtimes without `node:crypto`. */
export async function verifyWebhook(delivery: WebhookDelivery): Promise<boolean> {
  const { keys, body, digests } = readDelivery(delivery);
  if (digests.length === 0) return false;
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body);
  const expected = await Promise.all(keys.map((key) => sign(bytes, key)));
  const sent = digests.map((digits) => digits.toLowerCase());
  return sent.some((digest) => expected.some((own) => equal(own, digest)));
}

async function sign(body: Uint8Array<ArrayBuffer>, secret: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), HMAC, false, ['sign']);
  const digest = new Uint8Array(await crypto.subtle.sign('HMAC', key, body));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Compares digests of equal length, in a time that does not reveal where they differ. */
function equal(own: string, sent: string): boolean {
  let difference = 0;
  for (let at = 0; at < own.length; at++) difference |= own.charCodeAt(at) ^ sent.charCodeAt(at);
  return difference === 0;
}
