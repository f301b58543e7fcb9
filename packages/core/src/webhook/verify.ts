import { createHmac, timingSafeEqual } from 'node:crypto';
import { readDelivery, type WebhookDelivery } from './signature.js';

/**
 * Tells whether a webhook was signed with one of the secrets. **Trust**: after `true` the body comes from the vendor,
 * but it may have been delivered before: a failed delivery is repeated, and a recorded one can be sent again. `false`
 * for a signature that is missing, malformed, of another version or wrong. The header may list several, separated by
 * commas. Digests are compared in constant time.
 * @throws FingerprintError `ERR_FP_OPTION` without a secret, or for an empty one; `ERR_FP_RAW_BODY` for a body that is
 * neither a string nor bytes.
 * @example
 * ```ts
 * import { verifyWebhook } from '@fingerprint-guard/core';
 * import express from 'express';
 *
 * app.post('/webhook', express.raw({ type: 'application/json' }), (req, res) => {
 *   const signature = req.get('fpjs-event-signature');
 *   const secrets = process.env.FINGERPRINT_WEBHOOK_SECRET;
 *   res.sendStatus(verifyWebhook({ body: req.body as Buffer, signature, secrets }) ? 204 : 403);
 * });
 * ```
 */
export function verifyWebhook(delivery: WebhookDelivery): boolean {
  const { keys, body, digests } = readDelivery(delivery);
  if (digests.length === 0) return false;
  const sent = digests.map((digits) => Buffer.from(digits, 'hex'));
  const expected = keys.map((key) => createHmac('sha256', key).update(body).digest());
  return sent.some((digest) => expected.some((own) => timingSafeEqual(own, digest)));
}
