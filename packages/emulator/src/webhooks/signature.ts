import { createHmac } from 'node:crypto';

/** The header a delivery's signature is in. */
export const SIGNATURE_HEADER = 'fpjs-event-signature';

/** The signature of a body: HMAC-SHA256 in hex, with the version of the scheme before it. */
export function signatureOf(body: string, secret: string): string {
  return `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
