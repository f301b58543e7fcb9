import { FingerprintError } from '../errors.js';

/** @param advice How to keep the raw body with this framework. */
export const rawBodyGone = (advice: string): FingerprintError =>
  new FingerprintError(
    'ERR_FP_RAW_BODY',
    `the webhook's body was parsed before its signature was verified: ${advice}`,
  );
