import { createHmac, timingSafeEqual } from 'node:crypto';
import { FingerprintError } from '../errors.js';

/** What a webhook's request consists of, and what it was signed with. */
export interface WebhookDelivery {
  /** The body exactly as received; what was parsed and written again has other bytes. */
  body: string | Uint8Array;
  /** The header `fpjs-event-signature`; undefined where it is missing. */
  signature: string | undefined;
  /** The webhook's secret, or several while one replaces another. */
  secrets: string | readonly string[];
}

/** One signature of the header: the version, then the HMAC-SHA256 in hexadecimal digits of either case. */
const SIGNATURE = /^v1=([0-9a-fA-F]{64})$/;

/**
 * Tells whether a webhook was signed with one of the secrets. **Trust**: after `true` the body is the vendor's, but it
 * may have been delivered before: a delivery that fails is repeated, and a recorded one can be sent again.
 * `false` for a signature that is missing, malformed, of another version or wrong. The header may list several,
 * separated by commas. Digests are compared in constant time.
 * @throws FingerprintError `ERR_FP_OPTION` without a secret, or for an empty one; `ERR_FP_RAW_BODY` for a body that is
 * neither text nor bytes.
 */
export function verifyWebhook({ body, signature, secrets }: WebhookDelivery): boolean {
  const keys = readSecrets(secrets);
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    throw new FingerprintError(
      'ERR_FP_RAW_BODY',
      "the webhook's body is not raw: keep its bytes on this route, before anything parses it, such as with express.raw({ type: '*/*' })",
    );
  }
  if (typeof signature !== 'string') return false;
  const sent = signature.split(',').flatMap((part) => {
    const digits = SIGNATURE.exec(part.trim())?.[1];
    return digits === undefined ? [] : [Buffer.from(digits, 'hex')];
  });
  if (sent.length === 0) return false;
  const expected = keys.map((key) => createHmac('sha256', key).update(body).digest());
  return sent.some((digest) => expected.some((own) => timingSafeEqual(own, digest)));
}

/** @throws FingerprintError `ERR_FP_OPTION` without a secret, or for an empty one. */
export function readSecrets(secrets: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(secrets) ? secrets : [secrets];
  if (list.length > 0 && list.every((secret) => typeof secret === 'string' && secret !== '')) {
    return list as readonly string[];
  }
  throw new FingerprintError(
    'ERR_FP_OPTION',
    'secrets: expected a text that is not empty, or a list of them',
  );
}
