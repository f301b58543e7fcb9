import { createHmac } from 'node:crypto';

/** The header with a delivery's signature. */
export const SIGNATURE_HEADER = 'fpjs-event-signature';

/** Signs a body: HMAC-SHA256 in hex, after the version of the scheme. */
export function signatureOf(body: string, secret: string): string {
  return `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
