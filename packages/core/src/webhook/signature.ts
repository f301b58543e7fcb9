import { FingerprintError } from '../lib/errors.js';
import { requireObject } from '../request/request-shape.js';

/** The parts of a webhook's request, and its secrets. */
export interface WebhookDelivery {
  /** The body exactly as received; a body that was parsed and serialised again has other bytes. */
  body: string | Uint8Array;
  /** The header `fpjs-event-signature` as Node gives it: undefined if it is missing. An array is not a signature. */
  signature: string | readonly string[] | undefined;
  /** The webhook's secret, or several while one replaces another. Without one nothing is verified: an error. */
  secrets: string | readonly string[] | undefined;
}

/** Tells whether a webhook was signed with one of its secrets, as `verifyWebhook` does. */
export type VerifyWebhook = (delivery: WebhookDelivery) => boolean | Promise<boolean>;

/** The inputs of the comparison: the digests that were sent, and the body and keys to compute them from. */
export interface Signed {
  keys: readonly string[];
  body: string | Uint8Array;
  /** The digests in hexadecimal digits of either case; empty if no signature has the right form. */
  digests: readonly string[];
}

/** One signature of the header: the version, then the HMAC-SHA256 in hexadecimal digits of either case. */
const SIGNATURE = /^v1=([0-9a-fA-F]{64})$/;

/**
 * Reads a delivery that is not verified yet.
 * @throws FingerprintError `ERR_FP_OPTION` without a secret, or for an empty one; `ERR_FP_RAW_BODY` for a body that is
 * neither a string nor bytes.
 */
export function readDelivery(delivery: WebhookDelivery): Signed {
  requireObject(delivery, 'a delivery: { body, signature, secrets }');
  const { body, signature, secrets } = delivery;
  const keys = readSecrets(secrets);
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    throw new FingerprintError(
      'ERR_FP_RAW_BODY',
      "the webhook's body is not raw: keep its bytes on this route, before anything parses it, such as with express.raw({ type: '*/*' })",
    );
  }
  const parts = typeof signature === 'string' ? signature.split(',') : [];
  return { keys, body, digests: parts.flatMap((part) => SIGNATURE.exec(part.trim())?.[1] ?? []) };
}

/** @throws FingerprintError `ERR_FP_OPTION` without a secret, or for an empty one. */
export function readSecrets(secrets: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(secrets) ? secrets : [secrets];
  if (list.length > 0 && list.every((secret) => typeof secret === 'string' && secret !== '')) {
    return list as readonly string[];
  }
  throw new FingerprintError('ERR_FP_OPTION', 'secrets: expected a non-empty string, or an array of them');
}
